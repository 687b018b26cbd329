package dev.kiseki.processor.sink;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import dev.kiseki.event.id.RunId;
import dev.kiseki.store.cql.TableNames;
import java.util.concurrent.CompletionStage;

/** Removes one chunk as it was read: one of the same name that reaches further stays. */
final class DeleteMetricChunk {
  private final CqlSession session;
  private final PreparedStatement statement;

  private DeleteMetricChunk(CqlSession session, PreparedStatement statement) {
    this.session = session;
    this.statement = statement;
  }

  static CompletionStage<DeleteMetricChunk> prepare(CqlSession session, String keyspace) {
    String cql =
        """
        DELETE FROM %s.metric_chunks_by_run_and_key USING TIMESTAMP :write_timestamp
        WHERE run_id = :run_id AND metric_key = :metric_key
          AND first_offset = :first_offset AND part = :part"""
            .formatted(keyspace);
    return session
        .prepareAsync(SimpleStatement.builder(cql).setIdempotence(true).build())
        .thenApply(prepared -> new DeleteMetricChunk(session, prepared));
  }

  CompletionStage<?> run(RunId run, String metric, StoredRow row) {
    return session.executeAsync(
        statement
            .boundStatementBuilder()
            .setLong(TableNames.WRITE_TIMESTAMP, row.writtenAt())
            .setString(TableNames.RUN_ID, run.text())
            .setString(TableNames.METRIC_KEY, metric)
            .setLong(TableNames.FIRST_OFFSET, row.firstOffset())
            .setInt(TableNames.PART, row.part())
            .build());
  }
}
