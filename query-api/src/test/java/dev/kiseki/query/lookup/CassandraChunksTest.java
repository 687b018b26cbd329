package dev.kiseki.query.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.id.RunId;
import dev.kiseki.query.history.ChunkName;
import dev.kiseki.query.history.Detail;
import dev.kiseki.query.history.HeldPoints;
import dev.kiseki.query.history.HistorySources;
import dev.kiseki.query.history.HistoryStream;
import dev.kiseki.query.history.MetricHistory;
import dev.kiseki.query.history.PointMemory;
import dev.kiseki.query.history.StoredChunk;
import dev.kiseki.query.history.StoredChunks.Stretch;
import dev.kiseki.store.chunk.ChunkCodec;
import dev.kiseki.store.chunk.ChunkHeader;
import dev.kiseki.store.chunk.Outline;
import dev.kiseki.store.chunk.Points;
import dev.kiseki.store.chunk.StepRange;
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
class CassandraChunksTest {
  private static final String KEY = "loss";

  @TempDir static Path dir;
  static CassandraChild cassandra;
  static CassandraSession session;

  private final RunId run = RunId.random();
  private final CassandraChunks stored = new CassandraChunks(session, ForkJoinPool.commonPool());
  private Points pending = Points.EMPTY;
  private final MetricHistory history = history(stored);

  private MetricHistory history(CassandraChunks chunks) {
    return new MetricHistory(
        new HistorySources(
            question ->
                CompletableFuture.completedStage(
                    new HeldPoints(pending, 0, false, false, 0, false, Optional.empty())),
            chunks,
            new PointMemory(1 << 20, Duration.ofSeconds(5)),
            ForkJoinPool.commonPool()));
  }

  /** A page as a client gets it. */
  private record Page(Points points, Optional<String> nextPageToken) {}

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
      Page page = page(OptionalInt.of(999), token);
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
    assertThat(read(Detail.POINTS, stretch(1_000_150, StepRange.ALL)))
        .extracting(StoredChunk::points)
        .containsExactly(points(100, 200));
    assertThat(read(Detail.POINTS, stretch(0, new StepRange(50, 99))))
        .extracting(StoredChunk::points)
        .containsExactly(points(0, 100));
    StoredChunk second = read(Detail.BOUNDS, stretch(1_000_150, StepRange.ALL)).get(0);
    assertThat(second)
        .isEqualTo(
            new StoredChunk(
                new ChunkName(1, 0), 1, 100, 100, 199, 1_000_100, 1_000_199, Points.EMPTY));
    Stretch named = new Stretch(second.name(), second.name(), 0, StepRange.ALL);
    assertThat(read(Detail.POINTS, named))
        .extracting(StoredChunk::points)
        .containsExactly(points(100, 200));
  }

  @Test
  void outlinesAreReadWhereTheyAreAndPointsWhereThereAreNone() {
    Points curve = points(0, 5_000);
    write(0, 0, curve);
    session
        .now()
        .execute(
            "DELETE fine, coarse, coarsest FROM points.metric_chunks_by_run_and_key"
                + " WHERE run_id = ? AND metric_key = ? AND first_offset = 0 AND part = 0",
            run.text(),
            KEY);
    Points later = points(5_000, 9_000);
    write(7, 0, later);
    assertThat(read(Detail.FINE, Stretch.ALL))
        .extracting(StoredChunk::points)
        .containsExactly(curve, Outline.of(later, Outline.FINE));
    assertThat(read(Detail.COARSE, Stretch.ALL))
        .extracting(StoredChunk::points)
        .containsExactly(curve, Outline.of(later, Outline.COARSE));
    assertThat(
            read(
                Detail.COARSEST,
                new Stretch(new ChunkName(7, 0), new ChunkName(7, 0), 0, StepRange.ALL)))
        .extracting(StoredChunk::points)
        .containsExactly(Outline.of(later, Outline.COARSEST));
    assertThat(read(Detail.COARSEST, Stretch.ALL))
        .extracting(StoredChunk::points)
        .as("one of them has none")
        .containsExactly(curve, Outline.of(later, Outline.COARSE));
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
                + " (run_id, metric_key, first_offset, part, last_offset, point_count,"
                + " min_step, max_step, min_timestamp, max_timestamp, data)"
                + " VALUES (?, ?, 5, 0, 5, 1, 5, 5, 5, 5, 0xC70100)",
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
      MetricHistory waiting = history(new CassandraChunks(nowhere, ForkJoinPool.commonPool()));
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

  private List<StoredChunk> read(Detail detail, Stretch stretch) {
    return stored.read(run, KEY, detail, stretch).toCompletableFuture().join();
  }

  private static Stretch stretch(long fromTimestamp, StepRange steps) {
    return new Stretch(Stretch.ALL.from(), Stretch.ALL.to(), fromTimestamp, steps);
  }

  private Page page(OptionalInt max, Optional<String> token) {
    return read(history, max, token);
  }

  private Page read(MetricHistory asked, OptionalInt max, Optional<String> token) {
    try (HistoryStream stream = asked.page(run, KEY, max, token).toCompletableFuture().join()) {
      Points.Builder all = new Points.Builder();
      Points piece = stream.next().toCompletableFuture().join();
      while (piece.size() > 0) {
        all.addAll(piece);
        piece = stream.next().toCompletableFuture().join();
      }
      return new Page(all.build(), stream.nextPageToken());
    }
  }

  private ErrorCode code(MetricHistory asked) {
    Throwable failure = catchThrowable(() -> read(asked, OptionalInt.empty(), Optional.empty()));
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    assertThat(cause).isInstanceOf(TrackingException.class);
    return ((TrackingException) cause).code();
  }

  private void write(long firstOffset, int part, Points points) {
    CqlSession cql = session.now();
    ChunkHeader bounds = ChunkHeader.of(points);
    cql.execute(
        "INSERT INTO points.metric_chunks_by_run_and_key"
            + " (run_id, metric_key, first_offset, part, last_offset, point_count,"
            + " min_step, max_step, min_timestamp, max_timestamp, data, fine, coarse, coarsest)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        run.text(),
        KEY,
        firstOffset,
        part,
        firstOffset,
        points.size(),
        bounds.minStep(),
        bounds.maxStep(),
        bounds.minTimestamp(),
        bounds.maxTimestamp(),
        packed(points),
        packed(Outline.of(points, Outline.FINE)),
        packed(Outline.of(points, Outline.COARSE)),
        packed(Outline.of(points, Outline.COARSEST)));
  }

  private static ByteBuffer packed(Points points) {
    return ByteBuffer.wrap(ChunkCodec.encode(points));
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
