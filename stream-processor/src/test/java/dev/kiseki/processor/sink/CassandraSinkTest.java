package dev.kiseki.processor.sink;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.data.ByteUtils;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.run.MetricColumns;
import dev.kiseki.processor.local.PieceRange;
import dev.kiseki.processor.promote.PendingPoints;
import dev.kiseki.store.chunk.ChunkCodec;
import dev.kiseki.store.chunk.Points;
import dev.kiseki.store.table.CassandraChild;
import dev.kiseki.store.table.CassandraSession;
import dev.kiseki.store.table.CassandraSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("cassandra")
class CassandraSinkTest {
  private static final List<String> KEYS = List.of("loss", "acc", "lr");

  @TempDir static Path dir;
  static CassandraChild cassandra;
  static CassandraSession session;
  static CassandraSink sink;

  private final RunId run = RunId.random();

  @BeforeAll
  static void start() throws Exception {
    cassandra = new CassandraChild(dir).start();
    CassandraSettings d = CassandraSettings.DEFAULTS;
    session =
        CassandraSession.open(
            new CassandraSettings(
                List.of(cassandra.contactPoint()),
                d.datacenter(),
                "sink",
                d.replication(),
                Duration.ofSeconds(20),
                Duration.ofSeconds(20),
                Duration.ofMillis(200)));
    session.ready().toCompletableFuture().get(90, TimeUnit.SECONDS);
    sink = new CassandraSink(session, 2, 64, Duration.ofMillis(50));
  }

  @AfterAll
  static void stop() {
    sink.close();
    session.close();
    cassandra.close();
  }

  @Test
  void aReplayWithOtherBoundariesAfterAKillLosesAndInventsNothing() throws Exception {
    List<PendingPoints> groups = groups(0, 40, 700);
    Set<String> expected = expected(groups);

    // Two writes; the word of the second never arrived, so its groups are cut otherwise again.
    await(sink.write(run, groups.subList(0, 21)));
    await(sink.write(run, groups.subList(21, 31)));
    cassandra.kill();
    cassandra.start();

    untilAcknowledged(run, groups.subList(21, 26));
    await(sink.write(run, groups.subList(21, 40)));
    await(sink.write(run, groups.subList(21, 40)));
    await(sink.write(run, groups.subList(15, 34)));

    assertThat(stored(run)).isEqualTo(expected);
  }

  @Test
  void theRowThatReachesFurtherWinsWhateverTheOrder() throws Exception {
    List<PendingPoints> groups = groups(100, 12, 30_000);
    await(sink.write(run, groups));
    List<String> rows = rows(run, "loss");
    assertThat(rows).hasSize(2);
    await(sink.write(run, groups.subList(0, 6)));
    assertThat(rows(run, "loss")).isEqualTo(rows);
    assertThat(stored(run)).isEqualTo(expected(groups));
  }

  @Test
  void whatIsThereBeforeARecordIsReadInTheOrderOfTheLog() throws Exception {
    List<PendingPoints> groups = groups(0, 12, 30_000);
    for (int i = 0; i < 12; i += 4) {
      await(sink.write(run, groups.subList(i, i + 4)));
    }
    Points.Builder found = new Points.Builder();
    assertThat(earlier("loss", 8, found)).isTrue();
    assertThat(found.build()).isEqualTo(points("loss", groups.subList(0, 8)));
    found = new Points.Builder();
    assertThat(earlier("loss", 0, found)).as("nothing is before").isTrue();
    assertThat(found.size()).isZero();

    assertThat(earlier("loss", 7, new Points.Builder())).as("a row reaches further").isFalse();
    await(sink.write(run, groups.subList(2, 6)));
    assertThat(earlier("loss", 8, new Points.Builder())).as("rows overlap").isFalse();
    await(sink.merge(run, KEYS, new PieceRange(0, 11)));
    found = new Points.Builder();
    assertThat(earlier("loss", 12, found)).as("merged").isTrue();
    assertThat(found.build()).isEqualTo(points("loss", groups));
  }

  private boolean earlier(String metric, long before, Points.Builder into) throws Exception {
    return sink.earlier(run, metric, before, into::addAll)
        .toCompletableFuture()
        .get(30, TimeUnit.SECONDS);
  }

  private static Points points(String metric, List<PendingPoints> groups) {
    Points.Builder points = new Points.Builder();
    for (PendingPoints group : groups) {
      for (int i = 0; i < group.columns().size(); i++) {
        if (group.columns().key(i).equals(metric)) {
          points.add(
              group.columns().step(i), group.columns().timestamp(i), group.columns().value(i));
        }
      }
    }
    return points.build();
  }

  @Test
  void mergedChunksHoldTheSamePointsInFewRowsAlsoWhenItIsDoneTwiceOrHalf() throws Exception {
    List<PendingPoints> groups = groups(0, 40, 90);
    Set<String> expected = expected(groups);
    for (int i = 0; i < 40; i += 4) {
      await(sink.write(run, groups.subList(i, i + 4)));
    }
    assertThat(rows(run, "loss")).hasSize(10);
    // The first six pieces, as if the process had died before the others were taken.
    await(sink.merge(run, KEYS, new PieceRange(0, 23)));
    assertThat(rows(run, "loss")).hasSize(5);
    await(sink.merge(run, KEYS, new PieceRange(0, 39)));
    assertThat(rows(run, "loss")).hasSize(1);
    assertThat(stored(run)).isEqualTo(expected);

    // An owner of before writes once more what it did not hear about.
    await(sink.write(run, groups.subList(8, 12)));
    assertThat(rows(run, "loss")).hasSize(1);
    await(sink.merge(run, KEYS, new PieceRange(0, 39)));
    assertThat(rows(run, "loss")).hasSize(1);
    assertThat(stored(run)).isEqualTo(expected);
  }

  @Test
  void withoutCassandraAWriteFailsAndLaterWritesPass() throws Exception {
    List<PendingPoints> groups = groups(0, 3, 50);
    cassandra.kill();
    CompletionStage<Void> write = sink.write(run, groups);
    assertThat(write.toCompletableFuture())
        .failsWithin(Duration.ofSeconds(60))
        .withThrowableOfType(ExecutionException.class);
    cassandra.start();
    untilAcknowledged(run, groups);
    assertThat(stored(run)).isEqualTo(expected(groups));
  }

  @Test
  void aSinkOnASessionThatNeverConnectedFailsAtOnce() throws Exception {
    try (CassandraSession nowhere =
            CassandraSession.open(
                CassandraSettings.DEFAULTS.withContactPoints(List.of("127.0.0.1:1")));
        CassandraSink unconnected = new CassandraSink(nowhere, 1, 1, Duration.ofMillis(50))) {
      assertThat(unconnected.write(run, groups(0, 1, 1)).toCompletableFuture())
          .isCompletedExceptionally();
    }
  }

  @Test
  void manyRunsAtOnceAreAllStored() throws Exception {
    int runs = Integer.getInteger("kiseki.sink.runs", 200);
    int size = Integer.getInteger("kiseki.sink.points", 300);
    List<RunId> ids = Stream.generate(RunId::random).limit(runs).toList();
    List<PendingPoints> groups = groups(0, 4, size);
    long start = System.nanoTime();
    await(
        CompletableFuture.allOf(
            ids.stream()
                .map(id -> sink.write(id, groups).toCompletableFuture())
                .toArray(CompletableFuture<?>[]::new)));
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        "%d runs, %d keys, %d points a run: %.0f rows/s, %.0f points/s%n",
        runs, KEYS.size(), 4 * size, runs * KEYS.size() / seconds, runs * 4.0 * size / seconds);
    for (RunId id : List.of(ids.get(0), ids.get(runs / 2), ids.get(runs - 1))) {
      assertThat(stored(id)).isEqualTo(expected(groups));
    }
  }

  private static void untilAcknowledged(RunId id, List<PendingPoints> points) throws Exception {
    for (int attempt = 0; ; attempt++) {
      try {
        await(sink.write(id, points));
        return;
      } catch (ExecutionException e) {
        assertThat(attempt).as("still failing: %s", e).isLessThan(300);
        TimeUnit.MILLISECONDS.sleep(100);
      }
    }
  }

  private static <T> T await(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(120, TimeUnit.SECONDS);
  }

  /** Groups of points, spread over the keys; offset of group i is {@code first + i}. */
  private static List<PendingPoints> groups(long first, int count, int size) {
    List<PendingPoints> groups = new ArrayList<>();
    for (int group = 0; group < count; group++) {
      MetricColumns.Builder columns = new MetricColumns.Builder();
      for (int i = 0; i < size; i++) {
        int n = group * size + i;
        columns.add(KEYS.get(n % KEYS.size()), n, 1_700_000_000_000L + 40L * n, value(n));
      }
      groups.add(new PendingPoints(first + group, columns.build()));
    }
    return groups;
  }

  /** Some of each kind. */
  private static double value(int n) {
    return switch (n % 41) {
      case 7 -> Double.NaN;
      case 11 -> Double.POSITIVE_INFINITY;
      case 13 -> Double.NEGATIVE_INFINITY;
      case 17 -> Double.MIN_VALUE;
      case 19 -> -0.0;
      default -> Math.exp(-n / 900.0);
    };
  }

  private static Set<String> expected(List<PendingPoints> groups) {
    Set<String> points = new HashSet<>();
    for (PendingPoints group : groups) {
      MetricColumns c = group.columns();
      for (int i = 0; i < c.size(); i++) {
        points.add(c.key(i) + " " + c.step(i) + " " + c.timestamp(i) + " " + c.value(i));
      }
    }
    return points;
  }

  private static Set<String> stored(RunId run) {
    Set<String> points = new HashSet<>();
    for (String key : KEYS) {
      for (Row row : chunks(run, key)) {
        Points p = ChunkCodec.decode(ByteUtils.getArray(row.getByteBuffer("data")));
        assertThat(row.getInt("point_count")).isEqualTo(p.size());
        for (int i = 0; i < p.size(); i++) {
          points.add(key + " " + p.step(i) + " " + p.timestamp(i) + " " + p.value(i));
        }
      }
    }
    return points;
  }

  private static List<String> rows(RunId run, String key) {
    return chunks(run, key).stream().map(Row::getFormattedContents).toList();
  }

  private static List<Row> chunks(RunId run, String key) {
    return cql()
        .execute(
            "SELECT * FROM sink.metric_chunks_by_run_and_key WHERE run_id = ? AND metric_key = ?",
            run.text(),
            key)
        .all();
  }

  private static CqlSession cql() {
    return session.now();
  }
}
