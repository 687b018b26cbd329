package dev.kiseki.processor.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.id.RunId;
import dev.kiseki.event.run.MetricColumns;
import dev.kiseki.processor.promote.PendingPoints;
import dev.kiseki.store.cql.TableNames;
import dev.kiseki.store.document.PurgedRun;
import dev.kiseki.store.table.CassandraChild;
import dev.kiseki.store.table.CassandraSession;
import dev.kiseki.store.table.CassandraSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("cassandra")
class PurgedHistoryTest {
  @TempDir static Path dir;
  static CassandraChild cassandra;
  static CassandraSession session;
  static CassandraSink sink;
  static PurgedHistory purges;

  @BeforeAll
  static void start() throws Exception {
    cassandra = new CassandraChild(dir).start();
    CassandraSettings d = CassandraSettings.DEFAULTS;
    session =
        CassandraSession.open(
            new CassandraSettings(
                List.of(cassandra.contactPoint()),
                d.datacenter(),
                "purges",
                d.replication(),
                Duration.ofSeconds(20),
                Duration.ofSeconds(20),
                Duration.ofMillis(200)));
    session.ready().toCompletableFuture().get(90, TimeUnit.SECONDS);
    sink = new CassandraSink(session, 2, 64, Duration.ofMillis(50));
    purges = new PurgedHistory(session, 8);
  }

  @AfterAll
  static void stop() {
    sink.close();
    session.close();
    cassandra.close();
  }

  private static List<PendingPoints> points(long offset, List<String> keys) {
    MetricColumns.Builder columns = new MetricColumns.Builder();
    for (String key : keys) {
      for (int i = 0; i < 10; i++) {
        columns.add(key, i, i, i);
      }
    }
    return List.of(new PendingPoints(offset, columns.build()));
  }

  @Test
  void everyMetricOfTheRunGoesAndChunksThatArriveLaterDoNotStay() throws Exception {
    RunId run = new RunId("abc");
    RunId neighbour = new RunId("abcd");
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      keys.add("key " + i);
    }
    await(sink.write(run, points(5, keys)));
    await(sink.write(neighbour, points(5, keys.subList(0, 3))));
    assertThat(rows()).isEqualTo(303);

    PurgedRun purged = new PurgedRun(20, "", keys);
    await(purges.remove(run, purged));
    assertThat(rows()).isEqualTo(3);
    // Of an earlier owner, or one that was on its way; and of the highest offset there can be.
    await(sink.write(run, points(19, keys)));
    await(sink.write(run, points((1L << 47) - 2, keys.subList(0, 2))));
    assertThat(rows()).isEqualTo(3);
    await(purges.remove(run, purged));

    // Also from its files, after a restart.
    cassandra.kill();
    cassandra.start();
    untilRemoved(run, purged);
    assertThat(rows()).isEqualTo(3);
  }

  @Test
  void aRunWithoutHistoryAsksNothingOfCassandra() throws Exception {
    assertThat(purges.remove(new RunId("sweep"), new PurgedRun(1, "", List.of()))).isCompleted();
  }

  private static long rows() {
    return session
        .now()
        .execute("SELECT count(*) FROM purges." + TableNames.METRIC_CHUNKS)
        .one()
        .getLong(0);
  }

  private static void untilRemoved(RunId run, PurgedRun purged) throws Exception {
    for (int attempt = 0; ; attempt++) {
      try {
        await(purges.remove(run, purged));
        return;
      } catch (ExecutionException away) {
        assertThat(attempt).isLessThan(120);
        TimeUnit.MILLISECONDS.sleep(500);
      }
    }
  }

  private static void await(CompletionStage<Void> stage) throws Exception {
    stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
  }
}
