package dev.kiseki.query.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.id.RunId;
import dev.kiseki.query.history.HistoryPage;
import dev.kiseki.query.history.MetricHistory;
import dev.kiseki.query.history.PendingPoints.Held;
import dev.kiseki.store.chunk.ChunkCodec;
import dev.kiseki.store.chunk.Points;
import dev.kiseki.store.table.CassandraChild;
import dev.kiseki.store.table.CassandraSession;
import dev.kiseki.store.table.CassandraSettings;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("cassandra")
class CassandraPointsTest {
  private static final String KEY = "loss";

  @TempDir static Path dir;
  static CassandraChild cassandra;
  static CassandraSession session;

  private final RunId run = RunId.random();
  private final CassandraPoints stored = new CassandraPoints(session, ForkJoinPool.commonPool());
  private Points pending = Points.EMPTY;
  private final MetricHistory history =
      new MetricHistory(
          (id, key) -> CompletableFuture.completedStage(new Held(pending, false)),
          stored,
          ForkJoinPool.commonPool());

  @BeforeAll
  static void start() throws Exception {
    cassandra = new CassandraChild(dir).start();
    session = CassandraSession.open(settings(cassandra.contactPoint()));
    session.ready().toCompletableFuture().get(90, TimeUnit.SECONDS);
  }

  @AfterAll
  static void stop() {
    session.close();
    cassandra.close();
  }

  @Test
  void overlappingChunksAndPendingPointsGiveEachPointOnceOverManyRows() {
    // 100 rows is more than one page of the driver; each overlaps the one before by half.
    for (int i = 0; i < 100; i++) {
      write(i, 0, points(i * 50, i * 50 + 100));
    }
    write(0, 1, points(20, 90));
    pending = points(5000, 5200);
    Points all = page(OptionalInt.empty(), Optional.empty()).points();
    assertThat(all).isEqualTo(points(0, 5200));

    int seen = 0;
    Optional<String> token = Optional.empty();
    do {
      HistoryPage page = page(OptionalInt.of(999), token);
      assertThat(page.points()).isEqualTo(all.slice(seen, Math.min(5200, seen + 999)));
      seen += page.points().size();
      token = page.nextPageToken();
    } while (token.isPresent());
    assertThat(seen).isEqualTo(5200);
  }

  @Test
  void chunksBeforeATimestampAreLeftOut() {
    write(0, 0, points(0, 100));
    write(1, 0, points(100, 200));
    Points from = stored.stored(run, KEY, 1_000_150).toCompletableFuture().join();
    assertThat(from).isEqualTo(points(100, 200));
  }

  @Test
  void anUnknownRunHasNoPoints() {
    assertThat(page(OptionalInt.of(10), Optional.empty()).points().size()).isZero();
  }

  @Test
  void aDamagedChunkIsAnErrorAndNoShorterAnswer() {
    write(0, 0, points(0, 10));
    session
        .now()
        .execute(
            "INSERT INTO points.metric_chunks_by_run_and_key"
                + " (run_id, metric_key, first_offset, part, max_timestamp, data)"
                + " VALUES (?, ?, 5, 0, 5, 0xC70100)",
            run.text(),
            KEY);
    assertThat(code(history)).isEqualTo(ErrorCode.INTERNAL_ERROR);
  }

  @Test
  void withoutCassandraTheAnswerIs503AndAfterItsReturnTheHistory() throws Exception {
    write(0, 0, points(0, 10));
    cassandra.kill();
    assertThat(code(history)).isEqualTo(ErrorCode.TEMPORARILY_UNAVAILABLE);
    cassandra.start();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (session.waitingFor().isPresent() && System.nanoTime() < end) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
    assertThat(page(OptionalInt.empty(), Optional.empty()).points()).isEqualTo(points(0, 10));
  }

  @Test
  void beforeTheFirstConnectionTheAnswerIs503() {
    try (CassandraSession nowhere = CassandraSession.open(settings("127.0.0.1:1"))) {
      MetricHistory waiting =
          new MetricHistory(
              (id, key) -> CompletableFuture.completedStage(new Held(Points.EMPTY, false)),
              new CassandraPoints(nowhere, ForkJoinPool.commonPool()),
              ForkJoinPool.commonPool());
      assertThat(code(waiting)).isEqualTo(ErrorCode.TEMPORARILY_UNAVAILABLE);
    }
  }

  @Test
  void aLongHistoryIsReadInOneGo() {
    int chunks = 20;
    for (int i = 0; i < chunks; i++) {
      write(i, 0, points(i * 16_384, (i + 1) * 16_384));
    }
    long start = System.nanoTime();
    Points all = page(OptionalInt.empty(), Optional.empty()).points();
    System.out.printf(
        "%,d points read in %d ms%n", all.size(), (System.nanoTime() - start) / 1_000_000);
    assertThat(all.size()).isEqualTo(chunks * 16_384);
  }

  private HistoryPage page(OptionalInt max, Optional<String> token) {
    return history.page(run, KEY, max, token).toCompletableFuture().join();
  }

  private ErrorCode code(MetricHistory asked) {
    Throwable failure =
        catchThrowable(
            () ->
                asked
                    .page(run, KEY, OptionalInt.empty(), Optional.empty())
                    .toCompletableFuture()
                    .join());
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    assertThat(cause).isInstanceOf(TrackingException.class);
    return ((TrackingException) cause).code();
  }

  private void write(long firstOffset, int part, Points points) {
    CqlSession cql = session.now();
    cql.execute(
        "INSERT INTO points.metric_chunks_by_run_and_key"
            + " (run_id, metric_key, first_offset, part, max_timestamp, data)"
            + " VALUES (?, ?, ?, ?, ?, ?)",
        run.text(),
        KEY,
        firstOffset,
        part,
        points.timestamp(points.size() - 1),
        ByteBuffer.wrap(ChunkCodec.encode(points)));
  }

  private static Points points(int from, int to) {
    Points.Builder points = new Points.Builder();
    for (int i = from; i < to; i++) {
      points.add(i, 1_000_000 + i, Math.exp(-i / 900.0));
    }
    return points.build();
  }

  private static CassandraSettings settings(String contactPoint) {
    CassandraSettings d = CassandraSettings.DEFAULTS;
    return new CassandraSettings(
        List.of(contactPoint),
        d.datacenter(),
        "points",
        d.replication(),
        Duration.ofSeconds(20),
        Duration.ofSeconds(20),
        Duration.ofMillis(200));
  }
}
