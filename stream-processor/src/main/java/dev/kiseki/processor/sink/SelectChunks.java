package dev.kiseki.processor.sink;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.data.ByteUtils;
import dev.kiseki.event.id.RunId;
import dev.kiseki.processor.local.PieceRange;
import dev.kiseki.store.chunk.ChunkCodec;
import dev.kiseki.store.cql.TableNames;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Reads the chunks of one metric in a stretch of the log, to be merged or put in buckets. */
final class SelectChunks {
  private static final String WRITTEN_AT = "written_at";
  private static final int ROWS_A_PAGE = 32;

  private final CqlSession session;
  private final PreparedStatement statement;

  private SelectChunks(CqlSession session, PreparedStatement statement) {
    this.session = session;
    this.statement = statement;
  }

  static CompletionStage<SelectChunks> prepare(CqlSession session, String keyspace) {
    String cql =
        """
        SELECT first_offset, part, last_offset, data, WRITETIME(data) AS written_at
        FROM %s.metric_chunks_by_run_and_key
        WHERE run_id = :run_id AND metric_key = :metric_key
          AND first_offset >= :first_offset AND first_offset <= :last_offset"""
            .formatted(keyspace);
    return session
        .prepareAsync(
            SimpleStatement.builder(cql).setIdempotence(true).setPageSize(ROWS_A_PAGE).build())
        .thenApply(prepared -> new SelectChunks(session, prepared));
  }

  /** By name; unpacked on the executor. */
  CompletionStage<List<StoredRow>> run(
      RunId run, String metric, PieceRange pieces, Executor executor) {
    List<StoredRow> rows = new ArrayList<>();
    return each(run, metric, pieces, executor, rows::add).thenApply(done -> rows);
  }

  /** The same, one after another; in memory are few at a time. */
  CompletionStage<Void> each(
      RunId run, String metric, PieceRange pieces, Executor executor, Consumer<StoredRow> rows) {
    return session
        .executeAsync(
            statement
                .boundStatementBuilder()
                .setString(TableNames.RUN_ID, run.text())
                .setString(TableNames.METRIC_KEY, metric)
                .setLong(TableNames.FIRST_OFFSET, pieces.firstOffset())
                .setLong(TableNames.LAST_OFFSET, pieces.lastOffset())
                .build())
        .thenComposeAsync(page -> visit(page, rows, executor), executor);
  }

  private static CompletionStage<Void> visit(
      AsyncResultSet page, Consumer<StoredRow> rows, Executor executor) {
    for (Row row : page.currentPage()) {
      rows.accept(
          new StoredRow(
              row.getLong(TableNames.FIRST_OFFSET),
              row.getInt(TableNames.PART),
              row.getLong(TableNames.LAST_OFFSET),
              row.getLong(WRITTEN_AT),
              ChunkCodec.decode(ByteUtils.getArray(row.getByteBuffer(TableNames.DATA)))));
    }
    if (!page.hasMorePages()) {
      return CompletableFuture.completedStage(null);
    }
    return page.fetchNextPage().thenComposeAsync(next -> visit(next, rows, executor), executor);
  }
}
