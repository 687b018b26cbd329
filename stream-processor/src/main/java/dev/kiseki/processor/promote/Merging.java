package dev.kiseki.processor.promote;

import dev.kiseki.event.id.RunId;
import dev.kiseki.processor.held.HeldPartition;
import dev.kiseki.processor.held.HeldPartitions;
import dev.kiseki.processor.local.PieceRange;
import dev.kiseki.processor.local.RunStateReader;
import dev.kiseki.store.document.RunDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks once a second for runs whose history lies in many small pieces, and has the history store
 * put them together: one run at a time, since nobody waits for it. A piece stays due until the
 * commit that records that it was merged, so whoever dies in between begins that run again.
 */
public final class Merging implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Merging.class);
  private static final long TICK_MILLIS = 1_000;
  private static final long BACK_OFF_MILLIS = 30_000;

  private final HeldPartitions partitions;
  private final HistoryMerger merger;
  private final LongSupplier clock;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread worker = new Thread(work, "merging");
            worker.setDaemon(true);
            return worker;
          });
  private final LongAdder merged = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private volatile boolean underWay;
  private volatile long notBefore;

  /** Of the one that was asked for last and is not recorded yet. */
  private volatile Optional<Work> unrecorded = Optional.empty();

  private record Work(HeldPartition partition, RunId run, PieceRange pieces) {}

  /**
   * @param clock milliseconds
   */
  public Merging(HeldPartitions partitions, HistoryMerger merger, LongSupplier clock) {
    this.partitions = partitions;
    this.merger = merger;
    this.clock = clock;
  }

  public void start() {
    thread.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  void tick() {
    try {
      if (!underWay && clock.getAsLong() >= notBefore) {
        next().ifPresent(this::merge);
      }
    } catch (IllegalStateException closed) {
      log.debug("a partition left while its history was merged", closed);
    } catch (RuntimeException failure) {
      log.error("history is not merged; again soon", failure);
    }
  }

  private Optional<Work> next() {
    for (HeldPartition partition : partitions.all()) {
      if (!partition.readable()) {
        continue;
      }
      for (Map.Entry<RunId, PieceRange> due : partition.reader().dueMerges().entrySet()) {
        Work work = new Work(partition, due.getKey(), due.getValue());
        if (!unrecorded.equals(Optional.of(work))) {
          return Optional.of(work);
        }
      }
    }
    return Optional.empty();
  }

  private void merge(Work work) {
    RunStateReader reader = work.partition().reader();
    Optional<RunDocument> document = reader.document(work.run());
    List<String> metrics = new ArrayList<>();
    document.ifPresent(
        run ->
            run.metrics()
                .forEach(
                    (key, metric) -> {
                      if (metric.curve().isPresent()) {
                        metrics.add(key);
                      }
                    }));
    underWay = true;
    CompletionStage<Void> stored;
    try {
      stored = merger.merge(work.run(), metrics, work.pieces());
    } catch (RuntimeException e) {
      stored = CompletableFuture.failedStage(e);
    }
    stored.whenComplete((done, failure) -> ended(work, failure));
  }

  private void ended(Work work, Throwable failure) {
    if (failure == null) {
      merged.increment();
      unrecorded = Optional.of(work);
      work.partition().reader().merged(work.run(), work.pieces());
    } else {
      failed.increment();
      notBefore = clock.getAsLong() + BACK_OFF_MILLIS;
      log.warn(
          "history of run {} could not be merged, again in {} s; nothing is lost: {}",
          work.run(),
          BACK_OFF_MILLIS / 1000,
          failure.toString());
    }
    underWay = false;
  }

  /** Merges that the history store acknowledged, since start. */
  public long merged() {
    return merged.sum();
  }

  /** Merges that failed and are tried again, since start. */
  public long failed() {
    return failed.sum();
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
