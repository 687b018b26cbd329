package dev.kiseki.processor.sink;

import com.datastax.oss.driver.api.core.CqlSession;
import dev.kiseki.event.id.RunId;
import dev.kiseki.processor.local.PieceRange;
import dev.kiseki.store.table.PreparedOnce;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Merges the chunks of a run, metric by metric. What is merged is removed a while after it was
 * written anew, so that no reader that began before finds neither.
 */
final class CassandraMerge {
  /** Chunks are read and packed two metrics at a time: it is no one's hurry. */
  private static final int AT_ONCE = 2;

  private final Executor executor;
  private final Duration grace;
  private final PreparedOnce<SelectChunks> select;
  private final PreparedOnce<DeleteMetricChunk> delete;
  private final PreparedOnce<InsertMetricChunk> insert;
  private final WrittenRows written = new WrittenRows();

  /**
   * @param grace from the writing of what is merged to the removing of what it was made of
   */
  CassandraMerge(
      String keyspace,
      Executor executor,
      Duration grace,
      PreparedOnce<InsertMetricChunk> insert,
      PreparedOnce<SelectChunks> select) {
    this.executor = executor;
    this.grace = grace;
    this.insert = insert;
    this.select = select;
    this.delete = new PreparedOnce<>(cql -> DeleteMetricChunk.prepare(cql, keyspace));
  }

  WrittenRows written() {
    return written;
  }

  private record Removal(String metric, StoredRow row) {}

  CompletionStage<Void> run(CqlSession session, RunId run, List<String> metrics, PieceRange range) {
    Permits permits = new Permits(AT_ONCE, executor);
    Queue<Removal> removals = new ConcurrentLinkedQueue<>();
    return select
        .on(session)
        .thenCombine(
            insert.on(session),
            (read, write) ->
                all(metrics, permits, metric -> merge(run, metric, range, read, write, removals)))
        .thenCompose(done -> done)
        .thenCompose(done -> removals.isEmpty() ? done() : pause())
        .thenCompose(done -> delete.on(session))
        .thenCompose(
            statement ->
                all(
                    List.copyOf(removals),
                    permits,
                    removal -> statement.run(run, removal.metric(), removal.row())));
  }

  private CompletionStage<?> merge(
      RunId run,
      String metric,
      PieceRange range,
      SelectChunks read,
      InsertMetricChunk write,
      Queue<Removal> removals) {
    return read.run(run, metric, range, executor)
        .thenComposeAsync(
            rows -> {
              RowMerge merge = RowMerge.of(metric, rows);
              CompletionStage<?> inserted =
                  CompletableFuture.allOf(
                      merge.write().stream()
                          .map(row -> write.run(run, row, written).toCompletableFuture())
                          .toArray(CompletableFuture<?>[]::new));
              return inserted.thenAccept(
                  done ->
                      merge.remove().stream()
                          // Their points need not be kept until they go.
                          .map(CassandraMerge::nameOf)
                          .forEach(row -> removals.add(new Removal(metric, row))));
            },
            executor);
  }

  private static StoredRow nameOf(StoredRow row) {
    return new StoredRow(
        row.firstOffset(),
        row.part(),
        row.lastOffset(),
        row.writtenAt(),
        dev.kiseki.store.chunk.Points.EMPTY);
  }

  private CompletionStage<Void> pause() {
    return CompletableFuture.runAsync(
        () -> {},
        CompletableFuture.delayedExecutor(grace.toMillis(), TimeUnit.MILLISECONDS, executor));
  }

  private static CompletionStage<Void> done() {
    return CompletableFuture.completedStage(null);
  }

  private static <T> CompletionStage<Void> all(
      List<T> of, Permits permits, java.util.function.Function<T, CompletionStage<?>> work) {
    return CompletableFuture.allOf(
        of.stream()
            .map(one -> permits.submit(() -> work.apply(one)))
            .toArray(CompletableFuture<?>[]::new));
  }
}
