package dev.kiseki.query.lookup;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.data.ByteUtils;
import dev.kiseki.event.id.RunId;
import dev.kiseki.query.history.ChunkName;
import dev.kiseki.query.history.Detail;
import dev.kiseki.query.history.StoredChunk;
import dev.kiseki.query.history.StoredChunks.Stretch;
import dev.kiseki.store.chunk.ChunkCodec;
import dev.kiseki.store.chunk.ChunkFormatException;
import dev.kiseki.store.chunk.Points;
import dev.kiseki.store.cql.TableNames;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** Reads chunks of one metric of one run: of one partition, in the order of the log. */
final class SelectMetricChunks {
  private static final String FIRST_PART = "first_part";
  private static final String LAST_PART = "last_part";

  private final CqlSession session;
  private final Detail detail;
  private final PreparedStatement statement;

  private SelectMetricChunks(CqlSession session, Detail detail, PreparedStatement statement) {
    this.session = session;
    this.detail = detail;
    this.statement = statement;
  }

  static CompletionStage<SelectMetricChunks> prepare(
      CqlSession session, String keyspace, Detail detail) {
    // Filtering stays within the one partition; it spares the way of chunks nobody needs.
    String cql =
        """
        SELECT first_offset, part, last_offset, point_count,
          min_step, max_step, min_timestamp, max_timestamp%s
        FROM %s.metric_chunks_by_run_and_key
        WHERE run_id = :run_id AND metric_key = :metric_key
          AND (first_offset, part) >= (:first_offset, :first_part)
          AND (first_offset, part) <= (:last_offset, :last_part)
          AND max_timestamp >= :max_timestamp AND min_step <= :max_step AND max_step >= :min_step
        ALLOW FILTERING"""
            .formatted(column(detail).map(name -> ", " + name).orElse(""), keyspace);
    return session
        .prepareAsync(
            SimpleStatement.builder(cql)
                .setIdempotence(true)
                .setPageSize(rowsAPage(detail))
                .build())
        .thenApply(prepared -> new SelectMetricChunks(session, detail, prepared));
  }

  private static Optional<String> column(Detail detail) {
    return switch (detail) {
      case BOUNDS -> Optional.empty();
      case COARSEST -> Optional.of(TableNames.COARSEST);
      case COARSE -> Optional.of(TableNames.COARSE);
      case FINE -> Optional.of(TableNames.FINE);
      case POINTS -> Optional.of(TableNames.DATA);
    };
  }

  /** So that a page has no more than some megabytes. */
  private static int rowsAPage(Detail detail) {
    return switch (detail) {
      case BOUNDS, COARSEST, COARSE -> 2_000;
      case FINE -> 150;
      case POINTS -> 10;
    };
  }

  /** Unpacked on the executor. */
  CompletionStage<List<Found>> run(RunId run, String key, Stretch stretch, Executor executor) {
    List<Found> found = new ArrayList<>();
    return session
        .executeAsync(
            statement
                .boundStatementBuilder()
                .setString(TableNames.RUN_ID, run.text())
                .setString(TableNames.METRIC_KEY, key)
                .setLong(TableNames.FIRST_OFFSET, stretch.from().firstOffset())
                .setInt(FIRST_PART, stretch.from().part())
                .setLong(TableNames.LAST_OFFSET, stretch.to().firstOffset())
                .setInt(LAST_PART, stretch.to().part())
                .setLong(TableNames.MAX_TIMESTAMP, stretch.fromTimestamp())
                .setLong(TableNames.MAX_STEP, stretch.steps().last())
                .setLong(TableNames.MIN_STEP, stretch.steps().first())
                .build())
        .thenComposeAsync(page -> collect(page, found, executor), executor);
  }

  /**
   * @param whole false when what was asked for is not there
   */
  record Found(StoredChunk chunk, boolean whole) {}

  private CompletionStage<List<Found>> collect(
      AsyncResultSet page, List<Found> found, Executor executor) {
    for (Row row : page.currentPage()) {
      found.add(found(row));
    }
    if (!page.hasMorePages()) {
      return CompletableFuture.completedStage(found);
    }
    return page.fetchNextPage().thenComposeAsync(next -> collect(next, found, executor), executor);
  }

  private Found found(Row row) {
    ByteBuffer packed = column(detail).map(row::getByteBuffer).orElse(null);
    if (packed == null && detail == Detail.POINTS) {
      throw new ChunkFormatException("a row of metric history has no points");
    }
    Points points = packed == null ? Points.EMPTY : ChunkCodec.decode(ByteUtils.getArray(packed));
    return new Found(
        new StoredChunk(
            new ChunkName(row.getLong(TableNames.FIRST_OFFSET), row.getInt(TableNames.PART)),
            row.getLong(TableNames.LAST_OFFSET),
            row.getInt(TableNames.POINT_COUNT),
            row.getLong(TableNames.MIN_STEP),
            row.getLong(TableNames.MAX_STEP),
            row.getLong(TableNames.MIN_TIMESTAMP),
            row.getLong(TableNames.MAX_TIMESTAMP),
            points),
        packed != null || detail == Detail.BOUNDS);
  }
}
