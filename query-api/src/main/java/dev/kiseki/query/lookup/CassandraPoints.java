package dev.kiseki.query.lookup;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.servererrors.QueryValidationException;
import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.id.RunId;
import dev.kiseki.query.history.StoredPoints;
import dev.kiseki.store.chunk.Points;
import dev.kiseki.store.table.CassandraSession;
import dev.kiseki.store.table.PreparedOnce;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The points that are in Cassandra, read with LOCAL_QUORUM. */
public final class CassandraPoints implements StoredPoints {
  private static final Logger log = LoggerFactory.getLogger(CassandraPoints.class);

  private final CassandraSession cassandra;
  private final Executor executor;
  private final PreparedOnce<SelectMetricChunks> select;

  /**
   * @param session is not closed here
   * @param executor on which chunks are unpacked
   */
  public CassandraPoints(CassandraSession session, Executor executor) {
    this.cassandra = session;
    this.executor = executor;
    String keyspace = session.settings().keyspace();
    this.select = new PreparedOnce<>(cql -> SelectMetricChunks.prepare(cql, keyspace));
  }

  @Override
  public CompletionStage<Points> stored(RunId run, String key, long fromTimestamp) {
    CqlSession session;
    try {
      session = cassandra.now();
    } catch (TrackingException e) {
      return CompletableFuture.failedStage(e);
    }
    return select
        .on(session)
        .thenCompose(statement -> statement.run(run, key, fromTimestamp, executor))
        .exceptionallyCompose(failure -> CompletableFuture.failedStage(told(failure)));
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
