package dev.kiseki.processor.sink;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.kiseki.event.id.RunId;
import dev.kiseki.processor.local.PieceRange;
import dev.kiseki.processor.promote.HistoryMerger;
import dev.kiseki.processor.promote.HistorySink;
import dev.kiseki.processor.promote.PendingPoints;
import dev.kiseki.store.chunk.Points;
import dev.kiseki.store.table.CassandraSession;
import dev.kiseki.store.table.PreparedOnce;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * History in Cassandra. A write takes one row for each metric with new points (more above 65,536
 * points), with LOCAL_QUORUM.
 *
 * <p>Nothing here waits, not even for a connection: without one a write fails at once, and its
 * caller comes again.
 */
public final class CassandraSink implements HistorySink, HistoryMerger, AutoCloseable {
  private final CassandraSession cassandra;
  private final ExecutorService executor;
  private final Permits permits;
  private final PreparedOnce<InsertMetricChunk> insertChunk;
  private final PreparedOnce<SelectChunks> selectChunks;
  private final WrittenRows written = new WrittenRows();
  private final CassandraMerge merge;

  /**
   * @param session is not closed with this sink
   * @param threads that pack points; named cassandra-sink-n
   * @param rowsUnderWay most rows sent and not yet acknowledged; the rest is not even packed
   * @param mergeGrace how long merged chunks are kept beside what they were merged into: longer
   *     than any read of them takes
   */
  public CassandraSink(
      CassandraSession session, int threads, int rowsUnderWay, Duration mergeGrace) {
    this.cassandra = session;
    this.executor = Executors.newFixedThreadPool(threads, CassandraSink::thread);
    this.permits = new Permits(rowsUnderWay, executor);
    String keyspace = session.settings().keyspace();
    this.insertChunk = new PreparedOnce<>(cql -> InsertMetricChunk.prepare(cql, keyspace));
    this.selectChunks = new PreparedOnce<>(cql -> SelectChunks.prepare(cql, keyspace));
    this.merge = new CassandraMerge(keyspace, executor, mergeGrace, insertChunk, selectChunks);
  }

  /** Rows of points that left the state. */
  public WrittenRows written() {
    return written;
  }

  /** Rows that were made of other rows. */
  public WrittenRows merged() {
    return merge.written();
  }

  @Override
  public CompletionStage<Void> write(RunId run, List<PendingPoints> points) {
    CqlSession session;
    try {
      session = cassandra.now();
    } catch (RuntimeException e) {
      return CompletableFuture.failedStage(e);
    }
    return insertChunk.on(session).thenCompose(insert -> writeChunks(insert, run, points));
  }

  @Override
  public CompletionStage<Boolean> earlier(
      RunId run, String metric, long before, Consumer<Points> points) {
    CqlSession session;
    try {
      session = cassandra.now();
    } catch (RuntimeException e) {
      return CompletableFuture.failedStage(e);
    }
    RowsOnce rows = new RowsOnce(before, points);
    PieceRange all = new PieceRange(0, before - 1);
    return selectChunks
        .on(session)
        .thenCompose(select -> permits.submit(() -> select.each(run, metric, all, executor, rows)))
        .thenApply(done -> rows.sure());
  }

  @Override
  public CompletionStage<Void> merge(RunId run, List<String> metrics, PieceRange pieces) {
    CqlSession session;
    try {
      session = cassandra.now();
    } catch (RuntimeException e) {
      return CompletableFuture.failedStage(e);
    }
    return merge.run(session, run, metrics, pieces);
  }

  /** Fails the writes that have not been sent; waits a moment for those that have. */
  @Override
  public void close() {
    executor.shutdown();
    try {
      if (!executor.awaitTermination(5, TimeUnit.SECONDS)) {
        executor.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private CompletionStage<Void> writeChunks(
      InsertMetricChunk insert, RunId run, List<PendingPoints> points) {
    List<ChunkRow> rows = ChunkRow.cut(points);
    return CompletableFuture.allOf(
        rows.stream()
            .map(row -> permits.submit(() -> insert.run(run, row, written)))
            .toArray(CompletableFuture<?>[]::new));
  }

  private static final AtomicInteger THREADS = new AtomicInteger();

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "cassandra-sink-" + THREADS.incrementAndGet());
    thread.setDaemon(true);
    return thread;
  }
}
