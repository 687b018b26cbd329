package dev.kiseki.query.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BatchStatementBuilder;
import com.datastax.oss.driver.api.core.cql.BatchType;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import dev.kiseki.event.id.RunId;
import dev.kiseki.query.history.Detail;
import dev.kiseki.query.history.StoredChunk;
import dev.kiseki.query.history.StoredChunks.Stretch;
import dev.kiseki.store.chunk.ChunkCodec;
import dev.kiseki.store.chunk.Points;
import dev.kiseki.store.table.CassandraChild;
import dev.kiseki.store.table.CassandraSession;
import dev.kiseki.store.table.CassandraSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What one metric of 100,000 points costs in Cassandra, as a row a point and as chunks: bytes on
 * disk and time of a read. Its figures are those of docs/adr/0004. Not among the tests; run it with
 * {@code mvn -pl query-api test -Dtest=HistoryLayoutMeasurement}.
 */
@Tag("cassandra")
class HistoryLayoutMeasurement {
  private static final int POINTS = 100_000;
  private static final int ROWS_A_CHUNK = 1;
  private static final int WARM_UP = 10;
  private static final int READS = 21;
  private static final String KEY = "train/loss";
  private static final RunId RUN = new RunId("0123456789abcdef0123456789abcdef");

  private interface Read {
    Points points();
  }

  /** One table with the whole curve in it. */
  private record Layout(String name, Path files, Read read, Points curve) {}

  @Test
  void rowsAgainstChunks(@TempDir Path dir) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    List<CassandraSession> sessions = new ArrayList<>();
    List<Layout> layouts = new ArrayList<>();
    try (CassandraChild cassandra = new CassandraChild(dir).start()) {
      for (boolean single : new boolean[] {true, false}) {
        String kind = single ? "float" : "double";
        Points curve = curve(single);
        for (int size : new int[] {ROWS_A_CHUNK, 100, 1000, 16_384}) {
          String keyspace = kind + "_" + size;
          CassandraSession session = CassandraSession.open(settings(cassandra, keyspace));
          sessions.add(session);
          CqlSession cql = session.ready().toCompletableFuture().get(90, TimeUnit.SECONDS);
          boolean rows = size == ROWS_A_CHUNK;
          if (rows) {
            writeRows(cql, keyspace, curve);
          } else {
            writeChunks(cql, keyspace, curve, size);
          }
          CassandraChunks chunks = new CassandraChunks(session, threads);
          layouts.add(
              new Layout(
                  keyspace,
                  dir,
                  rows ? () -> readRows(session.now(), keyspace) : () -> readChunks(chunks),
                  curve));
        }
      }
      // A node that comes back plays its commit log into files of the tables.
      cassandra.kill();
      cassandra.start();
      for (CassandraSession session : sessions) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (session.waitingFor().isPresent() && System.nanoTime() < end) {
          TimeUnit.MILLISECONDS.sleep(100);
        }
      }
      measure(layouts);
    } finally {
      sessions.forEach(CassandraSession::close);
      threads.shutdownNow();
    }
  }

  /** In rounds, so that whatever else the machine does meets all layouts alike. */
  private static void measure(List<Layout> layouts) throws IOException {
    long[][] micros = new long[layouts.size()][READS];
    for (int round = -WARM_UP; round < READS; round++) {
      for (int i = 0; i < layouts.size(); i++) {
        long start = System.nanoTime();
        Points read = layouts.get(i).read().points();
        long took = System.nanoTime() - start;
        assertThat(read).isEqualTo(layouts.get(i).curve());
        if (round >= 0) {
          micros[i][round] = took / 1000;
        }
      }
    }
    for (int i = 0; i < layouts.size(); i++) {
      Arrays.sort(micros[i]);
      System.out.printf(
          "MEASURED %-14s %6.2f bytes/point on disk, read median %.1f ms, fastest %.1f ms,"
              + " slowest %.1f ms%n",
          layouts.get(i).name(),
          bytes(layouts.get(i)) / (double) POINTS,
          micros[i][READS / 2] / 1000.0,
          micros[i][0] / 1000.0,
          micros[i][READS - 1] / 1000.0);
    }
  }

  /** All files of the table, its index and filter too. */
  private static long bytes(Layout layout) throws IOException {
    String table = layout.name().endsWith("_" + ROWS_A_CHUNK) ? "/points-" : "/metric_chunks";
    try (Stream<Path> files = Files.walk(layout.files())) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> file.toString().contains("/" + layout.name() + table))
          .mapToLong(file -> file.toFile().length())
          .sum();
    }
  }

  /** A noisy loss, some five steps a second; frameworks mostly hand on what was 32 bits wide. */
  private static Points curve(boolean single) {
    Random random = new Random(7);
    Points.Builder points = new Points.Builder();
    long timestamp = 1_760_000_000_000L;
    for (int i = 0; i < POINTS; i++) {
      timestamp += 180 + random.nextInt(40);
      double value = (0.3 + 2.2 * Math.exp(-i / 20_000.0)) * (1 + 0.05 * random.nextGaussian());
      points.add(i, timestamp, single ? (float) value : value);
    }
    return points.build();
  }

  private static void writeRows(CqlSession cql, String keyspace, Points curve) {
    cql.execute(
        "CREATE TABLE "
            + keyspace
            + ".points (run_id text, metric_key text, timestamp bigint, step bigint, value double,"
            + " PRIMARY KEY ((run_id, metric_key), timestamp, step, value))"
            + " WITH compaction = {'class': 'UnifiedCompactionStrategy',"
            + " 'scaling_parameters': 'T4'}");
    PreparedStatement insert =
        cql.prepare(
            "INSERT INTO "
                + keyspace
                + ".points (run_id, metric_key, timestamp, step, value) VALUES (?, ?, ?, ?, ?)");
    for (int from = 0; from < POINTS; from += 100) {
      BatchStatementBuilder batch = new BatchStatementBuilder(BatchType.UNLOGGED);
      for (int i = from; i < from + 100; i++) {
        batch.addStatement(
            insert.bind(RUN.text(), KEY, curve.timestamp(i), curve.step(i), curve.value(i)));
      }
      cql.execute(batch.build());
    }
  }

  private static Points readRows(CqlSession cql, String keyspace) {
    Points.Builder points = new Points.Builder();
    for (Row row :
        cql.execute(
            "SELECT step, timestamp, value FROM "
                + keyspace
                + ".points WHERE run_id = ? AND metric_key = ?",
            RUN.text(),
            KEY)) {
      points.add(row.getLong(0), row.getLong(1), row.getDouble(2));
    }
    return points.build();
  }

  private static void writeChunks(CqlSession cql, String keyspace, Points curve, int size) {
    PreparedStatement insert =
        cql.prepare(
            "INSERT INTO "
                + keyspace
                + ".metric_chunks_by_run_and_key (run_id, metric_key, first_offset, part,"
                + " last_offset, point_count, min_step, max_step, min_timestamp, max_timestamp,"
                + " data) VALUES (?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?)");
    for (int from = 0; from < POINTS; from += size) {
      int to = Math.min(POINTS, from + size);
      cql.execute(
          insert.bind(
              RUN.text(),
              KEY,
              (long) from,
              (long) to,
              to - from,
              curve.step(from),
              curve.step(to - 1),
              curve.timestamp(from),
              curve.timestamp(to - 1),
              ByteBuffer.wrap(ChunkCodec.encode(curve.slice(from, to)))));
    }
  }

  private static Points readChunks(CassandraChunks chunks) {
    return Points.joined(
        chunks.read(RUN, KEY, Detail.POINTS, Stretch.ALL).toCompletableFuture().join().stream()
            .map(StoredChunk::points)
            .toList());
  }

  private static CassandraSettings settings(CassandraChild cassandra, String keyspace) {
    CassandraSettings d = CassandraSettings.DEFAULTS;
    return new CassandraSettings(
        List.of(cassandra.contactPoint()),
        d.datacenter(),
        keyspace,
        d.replication(),
        Duration.ofSeconds(20),
        Duration.ofSeconds(20),
        Duration.ofMillis(200));
  }
}
