package dev.kiseki.query.lookup;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.data.ByteUtils;
import dev.kiseki.event.id.RunId;
import dev.kiseki.store.chunk.ChunkCodec;
import dev.kiseki.store.chunk.Points;
import dev.kiseki.store.cql.TableNames;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Reads the chunks of one metric of one run: one partition, in the order of the log. */
final class SelectMetricChunks {
  /** A chunk has up to 150 kB, so a page has some megabytes. */
  private static final int ROWS_A_PAGE = 32;

  private final CqlSession session;
  private final PreparedStatement statement;

  private SelectMetricChunks(CqlSession session, PreparedStatement statement) {
    this.session = session;
    this.statement = statement;
  }

  static CompletionStage<SelectMetricChunks> prepare(CqlSession session, String keyspace) {
    // Filtering stays within the one partition; it spares the way of chunks nobody needs.
    String cql =
        """
        SELECT data FROM %s.metric_chunks_by_run_and_key
        WHERE run_id = :run_id AND metric_key = :metric_key AND max_timestamp >= :max_timestamp
        ALLOW FILTERING"""
            .formatted(keyspace);
    return session
        .prepareAsync(
            SimpleStatement.builder(cql).setIdempotence(true).setPageSize(ROWS_A_PAGE).build())
        .thenApply(prepared -> new SelectMetricChunks(session, prepared));
  }

  /** All points of the chunks that reach to the timestamp; unpacked on the executor. */
  CompletionStage<Points> run(RunId run, String key, long fromTimestamp, Executor executor) {
    List<Points> points = new ArrayList<>();
    return session
        .executeAsync(
            statement
                .boundStatementBuilder()
                .setString(TableNames.RUN_ID, run.text())
                .setString(TableNames.METRIC_KEY, key)
                .setLong(TableNames.MAX_TIMESTAMP, fromTimestamp)
                .build())
        .thenComposeAsync(page -> collect(page, points, executor), executor);
  }

  private static CompletionStage<Points> collect(
      AsyncResultSet page, List<Points> points, Executor executor) {
    for (Row row : page.currentPage()) {
      points.add(ChunkCodec.decode(ByteUtils.getArray(row.getByteBuffer(TableNames.DATA))));
    }
    if (!page.hasMorePages()) {
      return CompletableFuture.completedStage(Points.joined(points));
    }
    return page.fetchNextPage().thenComposeAsync(next -> collect(next, points, executor), executor);
  }
}
