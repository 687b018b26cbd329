package dev.kiseki.processor.purge;

import dev.kiseki.event.id.RunId;
import dev.kiseki.processor.held.HeldPartition;
import dev.kiseki.processor.held.HeldPartitions;
import dev.kiseki.processor.local.RunStateReader;
import dev.kiseki.store.document.PurgedRun;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks ten times a second for runs that were removed for good and removes what they left in other
 * stores, one store after the other, a bounded number of runs at a time and in a second. A run is
 * forgotten once nothing of it is left; before that, whatever happens, it is begun anew. While a
 * store is away all wait, and try again ever more seldom, up to every 30 s.
 *
 * <p>Points of the run may be on their way to a store at the same time, from here or from an
 * earlier owner: the store's removal outlasts them.
 */
public final class Cleaner implements HeldPartitions.Listener, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Cleaner.class);
  private static final long TICK_MILLIS = 100;
  private static final long LEAST_BACK_OFF_MILLIS = 500;
  private static final long MOST_BACK_OFF_MILLIS = 30_000;
  private static final int LOOKED_AT_A_TICK = 1_000;

  private final HeldPartitions partitions;
  private final List<OtherStore> stores;
  private final PurgeSettings settings;
  private final LongSupplier clock;
  private final Set<Work> underWay = ConcurrentHashMap.newKeySet();
  private final Map<HeldPartition, Optional<RunId>> cursors = new HashMap<>();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final LongAdder cleaned = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread worker = new Thread(work, "purge");
            worker.setDaemon(true);
            return worker;
          });
  private double allowed;
  private volatile long notBefore;
  private volatile long backOff;

  private record Work(HeldPartition partition, RunId run) {}

  /**
   * @param stores asked one after the other, in this order
   * @param clock epoch milliseconds
   */
  public Cleaner(
      HeldPartitions partitions,
      List<OtherStore> stores,
      PurgeSettings settings,
      LongSupplier clock) {
    this.partitions = partitions;
    this.stores = List.copyOf(stores);
    this.settings = settings;
    this.clock = clock;
  }

  public void start() {
    var unused =
        thread.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public void caughtUp(HeldPartition partition) {
    // Found at the next tick.
  }

  @Override
  public void released(HeldPartition partition) {
    underWay.removeIf(work -> work.partition() == partition);
  }

  void tick() {
    double perTick = settings.runsPerSecond() * TICK_MILLIS / 1000.0;
    allowed = Math.min(allowed + perTick, Math.max(1, perTick));
    cursors.keySet().removeIf(HeldPartition::released);
    for (HeldPartition partition : partitions.all()) {
      try {
        if (partition.readable() && clock.getAsLong() >= notBefore) {
          look(partition);
        }
      } catch (IllegalStateException closed) {
        log.debug("a partition left while it was looked at", closed);
      } catch (RuntimeException failure) {
        log.error("what purged runs left is not removed; again soon", failure);
      }
    }
  }

  /** Walks a part of the entries, and goes on there next time. */
  private void look(HeldPartition partition) {
    RunStateReader reader = partition.reader();
    int room = (int) Math.min(allowed, settings.inFlight() - inFlight.get());
    if (room <= 0 || reader.purgesWaiting() == 0) {
      return;
    }
    long settled = reader.settled();
    Map<RunId, PurgedRun> found = new HashMap<>();
    int[] looked = {0};
    RunId[] next = {null};
    reader.purged(
        cursors.getOrDefault(partition, Optional.empty()),
        (run, purged) -> {
          if (found.size() == room || looked[0]++ == LOOKED_AT_A_TICK) {
            next[0] = run;
            return false;
          }
          // An earlier record of the run could be read again else, and would not find the entry.
          if (purged.offset() <= settled && !underWay.contains(new Work(partition, run))) {
            found.put(run, purged);
          }
          return true;
        });
    cursors.put(partition, Optional.ofNullable(next[0]));
    allowed -= found.size();
    found.forEach((run, purged) -> clean(new Work(partition, run), purged));
  }

  private void clean(Work work, PurgedRun purged) {
    underWay.add(work);
    inFlight.incrementAndGet();
    List<String> failing = new ArrayList<>(1);
    CompletionStage<Void> done = CompletableFuture.completedStage(null);
    for (OtherStore store : stores) {
      done = done.thenCompose(before -> remove(store, work.run(), purged, failing));
    }
    done.whenComplete((nothing, failure) -> cleaned(work, purged, failing, failure));
  }

  private static CompletionStage<Void> remove(
      OtherStore store, RunId run, PurgedRun purged, List<String> failing) {
    CompletionStage<Void> removed;
    try {
      removed = store.remove(run, purged);
    } catch (RuntimeException e) {
      removed = CompletableFuture.failedStage(e);
    }
    return removed.whenComplete(
        (done, failure) -> {
          if (failure != null) {
            failing.add(store.what());
          }
        });
  }

  private void cleaned(Work work, PurgedRun purged, List<String> failing, Throwable failure) {
    inFlight.decrementAndGet();
    if (failure == null) {
      cleaned.increment();
      backOff = 0;
      work.partition().reader().cleaned(work.run(), purged, () -> underWay.remove(work));
      return;
    }
    failed.increment();
    underWay.remove(work);
    long now = clock.getAsLong();
    if (now >= notBefore) {
      backOff = Math.min(MOST_BACK_OFF_MILLIS, Math.max(LEAST_BACK_OFF_MILLIS, backOff * 2));
      notBefore = now + backOff;
      log.warn(
          "{} of {}, which was purged, could not be removed; again in {} ms: {}",
          String.join(", ", failing),
          work.run(),
          backOff,
          cause(failure).toString());
    }
  }

  private static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  /** Runs of which nothing is left any more, since start. */
  public long cleaned() {
    return cleaned.sum();
  }

  /** Attempts that failed and are repeated, since start. */
  public long failed() {
    return failed.sum();
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
