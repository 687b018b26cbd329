package dev.kiseki.processor.sink;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import dev.kiseki.store.cql.TableNames;
import dev.kiseki.store.document.RunDocument;
import dev.kiseki.store.document.RunDocumentCodec;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionStage;

/** Writes a run's document, over one of an earlier record. */
final class InsertRunSnapshot {
  private final CqlSession session;
  private final PreparedStatement statement;

  private InsertRunSnapshot(CqlSession session, PreparedStatement statement) {
    this.session = session;
    this.statement = statement;
  }

  static CompletionStage<InsertRunSnapshot> prepare(CqlSession session, String keyspace) {
    String cql =
        """
        INSERT INTO %s.run_by_id (run_id, applied_offset, snapshot)
        VALUES (:run_id, :applied_offset, :snapshot)
        USING TIMESTAMP :write_timestamp"""
            .formatted(keyspace);
    return session
        .prepareAsync(SimpleStatement.builder(cql).setIdempotence(true).build())
        .thenApply(prepared -> new InsertRunSnapshot(session, prepared));
  }

  CompletionStage<?> run(RunDocument run) {
    return session.executeAsync(
        statement
            .boundStatementBuilder()
            .setString(TableNames.RUN_ID, run.id().text())
            .setLong(TableNames.APPLIED_OFFSET, run.appliedOffset())
            .setByteBuffer(TableNames.SNAPSHOT, ByteBuffer.wrap(RunDocumentCodec.encode(run)))
            .setLong(TableNames.WRITE_TIMESTAMP, TableNames.runTimestamp(run.appliedOffset()))
            .build());
  }
}
