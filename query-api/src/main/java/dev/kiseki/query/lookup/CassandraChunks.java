package dev.kiseki.query.lookup;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.servererrors.QueryValidationException;
import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.id.RunId;
import dev.kiseki.query.history.ChunkName;
import dev.kiseki.query.history.Detail;
import dev.kiseki.query.history.StoredChunk;
import dev.kiseki.query.history.StoredChunks;
import dev.kiseki.store.table.CassandraSession;
import dev.kiseki.store.table.PreparedOnce;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The chunks that are in Cassandra, read with LOCAL_QUORUM. */
public final class CassandraChunks implements StoredChunks {
  private static final Logger log = LoggerFactory.getLogger(CassandraChunks.class);

  private final CassandraSession cassandra;
  private final Executor executor;
  private final Map<Detail, PreparedOnce<SelectMetricChunks>> selects = new EnumMap<>(Detail.class);

  /**
   * @param session is not closed here
   * @param executor on which chunks are unpacked
   */
  public CassandraChunks(CassandraSession session, Executor executor) {
    this.cassandra = session;
    this.executor = executor;
    String keyspace = session.settings().keyspace();
    for (Detail detail : Detail.values()) {
      selects.put(
          detail, new PreparedOnce<>(cql -> SelectMetricChunks.prepare(cql, keyspace, detail)));
    }
  }

  @Override
  public CompletionStage<List<StoredChunk>> read(
      RunId run, String key, Detail detail, Stretch stretch) {
    CqlSession session;
    try {
      session = cassandra.now();
    } catch (TrackingException e) {
      return CompletableFuture.failedStage(e);
    }
    return selects
        .get(detail)
        .on(session)
        .thenCompose(statement -> statement.run(run, key, stretch, executor))
        .exceptionallyCompose(failure -> CompletableFuture.failedStage(told(failure)))
        .thenCompose(found -> whole(run, key, detail, stretch, found));
  }

  /**
   * Reads the coarse outlines when some chunks were written before there were coarser ones, and all
   * points of those that were written before there were any.
   */
  private CompletionStage<List<StoredChunk>> whole(
      RunId run, String key, Detail detail, Stretch stretch, List<SelectMetricChunks.Found> found) {
    if (found.stream().allMatch(SelectMetricChunks.Found::whole)) {
      return CompletableFuture.completedStage(
          found.stream().map(SelectMetricChunks.Found::chunk).toList());
    }
    if (detail == Detail.COARSEST) {
      return read(run, key, Detail.COARSE, stretch);
    }
    CompletionStage<List<StoredChunk>> chunks =
        CompletableFuture.completedStage(new ArrayList<>(found.size()));
    for (SelectMetricChunks.Found one : found) {
      ChunkName name = one.chunk().name();
      CompletionStage<List<StoredChunk>> read =
          one.whole()
              ? CompletableFuture.completedStage(List.of(one.chunk()))
              : read(run, key, Detail.POINTS, stretch.between(name, name));
      chunks =
          chunks.thenCombine(
              read,
              (before, next) -> {
                before.addAll(next);
                return before;
              });
    }
    return chunks;
  }

  private static TrackingException told(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof TrackingException known) {
      return known;
    }
    if (cause instanceof DriverException && !(cause instanceof QueryValidationException)) {
      log.warn("metric history cannot be read: {}", cause.getMessage());
      return TrackingException.unavailable(
          "Metric history cannot be read now: Cassandra does not answer");
    }
    log.error("metric history cannot be read", cause);
    return new TrackingException(ErrorCode.INTERNAL_ERROR, "Metric history cannot be read");
  }
}
