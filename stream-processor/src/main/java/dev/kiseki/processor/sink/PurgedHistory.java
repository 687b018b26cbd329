package dev.kiseki.processor.sink;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import dev.kiseki.event.id.RunId;
import dev.kiseki.processor.purge.OtherStore;
import dev.kiseki.store.cql.TableNames;
import dev.kiseki.store.document.PurgedRun;
import dev.kiseki.store.table.CassandraSession;
import dev.kiseki.store.table.PreparedOnce;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ForkJoinPool;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The history of a run in Cassandra, to be removed: one partition for each table and metric, with
 * LOCAL_QUORUM.
 *
 * <p>Removed with the largest write timestamp there is, above that of any row of the run, so that
 * one which is under way and arrives later does not come back: until Cassandra has forgotten the
 * removal, ten days after it (gc_grace_seconds). Ids of runs are never used again.
 */
public final class PurgedHistory implements OtherStore {
  /** Tables whose partitions are the metrics of runs: (run_id, metric_key). */
  private static final List<String> TABLES = List.of(TableNames.METRIC_CHUNKS);

  private final CassandraSession cassandra;
  private final Permits permits;
  private final List<PreparedOnce<PreparedStatement>> statements;

  /**
   * @param session is not closed with this
   * @param underWay most removals sent and not yet acknowledged
   */
  public PurgedHistory(CassandraSession session, int underWay) {
    this.cassandra = session;
    this.permits = new Permits(underWay, ForkJoinPool.commonPool());
    String keyspace = session.settings().keyspace();
    this.statements =
        TABLES.stream()
            .map(table -> new PreparedOnce<>(cql -> prepare(cql, keyspace, table)))
            .toList();
  }

  private static CompletionStage<PreparedStatement> prepare(
      CqlSession session, String keyspace, String table) {
    String cql =
        """
        DELETE FROM %s.%s USING TIMESTAMP %d
        WHERE run_id = :run_id AND metric_key = :metric_key"""
            .formatted(keyspace, table, Long.MAX_VALUE);
    return session.prepareAsync(SimpleStatement.builder(cql).setIdempotence(true).build());
  }

  @Override
  public String what() {
    return "the history in Cassandra";
  }

  @Override
  public CompletionStage<Void> remove(RunId run, PurgedRun purged) {
    if (purged.metricKeys().isEmpty()) {
      return CompletableFuture.completedStage(null);
    }
    CqlSession session;
    try {
      session = cassandra.now();
    } catch (RuntimeException e) {
      return CompletableFuture.failedStage(e);
    }
    return CompletableFuture.allOf(
        statements.stream()
            .flatMap(statement -> removals(session, statement, run, purged))
            .map(permits::submit)
            .toArray(CompletableFuture<?>[]::new));
  }

  private static Stream<Supplier<CompletionStage<?>>> removals(
      CqlSession session, PreparedOnce<PreparedStatement> statement, RunId run, PurgedRun purged) {
    return purged.metricKeys().stream()
        .map(
            key ->
                () ->
                    statement
                        .on(session)
                        .thenCompose(
                            prepared ->
                                session.executeAsync(
                                    prepared
                                        .boundStatementBuilder()
                                        .setString(TableNames.RUN_ID, run.text())
                                        .setString(TableNames.METRIC_KEY, key)
                                        .build())));
  }
}
