package dev.kiseki.query.gather;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.store.scan.ExactMerge;
import dev.kiseki.store.scan.RunOrder;
import dev.kiseki.store.scan.RunQuery;
import dev.kiseki.store.scan.SortKey;
import dev.kiseki.store.shard.PackedOrder;
import dev.kiseki.store.shard.PackedRun;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One query over all shards. Asks all at once, merges batch by batch without blocking, and stops
 * asking when it has enough: holds the rows of the answer and at most one batch of each shard. Any
 * shard's failure fails the whole at once, whoever else is slow.
 */
public final class Gather {
  private static final Logger log = LoggerFactory.getLogger(Gather.class);

  private final int limit;
  private final PackedOrder order;
  private final List<ShardRows> shards;
  private final CompletableFuture<List<PackedRun>> answer = new CompletableFuture<>();
  private final List<PackedRun> rows = new ArrayList<>();
  private List<ScanRows> streams = List.of();
  private List<CompletableFuture<List<PackedRun>>> awaited = List.of();
  private ExactMerge<Row> merge;
  private volatile boolean finished;

  private record Row(SortKey key, PackedRun run) {}

  private Gather(List<ShardRows> shards, PackedOrder order, int limit) {
    this.shards = shards;
    this.order = order;
    this.limit = limit;
  }

  /**
   * The first rows of the query.
   *
   * @return fails with TEMPORARILY_UNAVAILABLE when any shard does not answer
   */
  public static CompletionStage<List<PackedRun>> first(
      ShardScanner scanner, RunQuery query, int limit) {
    try {
      Gather gather =
          new Gather(scanner.scan(query, limit), PackedOrder.of(RunOrder.of(query.order())), limit);
      gather.open();
      return gather.answer;
    } catch (RuntimeException e) {
      return CompletableFuture.failedStage(told(e));
    }
  }

  /** Waits until it is known who gives the rows of each shard. */
  private void open() {
    List<CompletableFuture<List<ScanRows>>> opening = new ArrayList<>();
    for (ShardRows shard : shards) {
      CompletableFuture<List<ScanRows>> opened = shard.streams().toCompletableFuture();
      watch(opened);
      opening.add(opened);
    }
    CompletableFuture.allOf(opening.toArray(new CompletableFuture<?>[0]))
        .thenRun(() -> begin(opening.stream().flatMap(opened -> opened.join().stream()).toList()));
  }

  private void begin(List<ScanRows> all) {
    try {
      streams = all;
      merge = new ExactMerge<>(all.size(), Comparator.comparing(Row::key, order.comparator()));
      awaited = new ArrayList<>();
      for (ScanRows stream : all) {
        awaited.add(stream.next().toCompletableFuture());
      }
      List.copyOf(awaited).forEach(this::watch);
    } catch (RuntimeException e) {
      fail(e);
      return;
    }
    goOn();
  }

  /**
   * Merges until a shard must be waited for. Runs on one thread at a time: whoever completes that
   * shard's batch goes on. A batch that is there already is taken in the loop, which keeps the
   * stack flat.
   */
  private void goOn() {
    try {
      while (rows.size() < limit) {
        Optional<Integer> starved = merge.starved();
        if (starved.isEmpty()) {
          Optional<Row> row = merge.poll();
          if (row.isEmpty()) {
            break;
          }
          rows.add(row.get().run());
          continue;
        }
        int shard = starved.get();
        CompletableFuture<List<PackedRun>> batch = awaited.get(shard);
        if (!batch.isDone()) {
          batch.whenComplete((result, failure) -> goOn());
          return;
        }
        take(shard, batch.join());
      }
      cancelAll();
      answer.complete(rows);
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  /** Batches after the end fail because they were cancelled, which is no failure. */
  private void watch(CompletableFuture<?> step) {
    step.whenComplete(
        (none, failure) -> {
          if (failure != null && !finished) {
            fail(failure);
          }
        });
  }

  private void fail(Throwable failure) {
    cancelAll();
    answer.completeExceptionally(told(failure));
  }

  private void take(int shard, List<PackedRun> batch) {
    if (batch.isEmpty()) {
      merge.end(shard);
      return;
    }
    List<Row> keyed = new ArrayList<>(batch.size());
    for (PackedRun run : batch) {
      keyed.add(new Row(order.keyOf(run), run));
    }
    merge.add(shard, keyed);
    CompletableFuture<List<PackedRun>> next = streams.get(shard).next().toCompletableFuture();
    awaited.set(shard, next);
    watch(next);
  }

  private void cancelAll() {
    finished = true;
    shards.forEach(ShardRows::cancel);
  }

  private static TrackingException told(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof TrackingException known) {
      return known;
    }
    log.warn("a shard failed in a search", cause);
    return TrackingException.unavailable(
        "The search needs every shard and one of them failed. Try again.");
  }
}
