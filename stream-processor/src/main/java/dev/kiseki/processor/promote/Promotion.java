package dev.kiseki.processor.promote;

import dev.kiseki.event.id.RunId;
import dev.kiseki.event.run.MetricColumns;
import dev.kiseki.processor.held.HeldPartition;
import dev.kiseki.processor.held.HeldPartitions;
import dev.kiseki.processor.held.HistoryRoom;
import dev.kiseki.processor.local.CurveChanges;
import dev.kiseki.processor.local.DueVisitor;
import dev.kiseki.processor.local.Promoted;
import dev.kiseki.processor.local.RunStateReader;
import dev.kiseki.store.document.RunDocument;
import dev.kiseki.store.key.HistoryPieces.Piece;
import dev.kiseki.store.key.OutboxEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks twenty times a second for runs whose points' turn has come, and at once when some had to
 * wait for room; writes those to the history store, a bounded number of runs at a time, on a thread
 * of its own. While the store is away they just stay where they are and are tried again, ever more
 * seldom up to every 30 s; the fold never waits.
 */
public final class Promotion implements HeldPartitions.Listener, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Promotion.class);
  private static final long TICK_MILLIS = 50;
  private static final long MOST_BACK_OFF_MILLIS = 30_000;
  private static final long MIX = 0x9E3779B97F4A7C15L;

  /** All runs together, some 60 bytes of heap each: runs with long backlogs may be due at once. */
  private static final int MOST_POINTS_IN_FLIGHT = 1_000_000;

  private final HeldPartitions partitions;
  private final HistorySink sink;
  private final CurveFolding curves;
  private final HistorySettings settings;
  private final HistoryRoom room;
  private final LongSupplier clock;
  private final Set<Work> underWay = ConcurrentHashMap.newKeySet();

  /** What of a run with a long backlog is in the history store, until a commit removes that. */
  private final Map<Work, Passed> passed = new ConcurrentHashMap<>();

  private final Map<HeldPartition, Integer> cursors = new HashMap<>();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicLong pointsInFlight = new AtomicLong();

  /** Due runs found no room: whoever makes some looks again. */
  private final AtomicBoolean roomWanted = new AtomicBoolean();

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread worker = new Thread(work, "promotion");
            worker.setDaemon(true);
            return worker;
          });
  private final LongAdder written = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private volatile boolean started;
  private volatile long notBefore;
  private volatile long backOff;

  private record Work(HeldPartition partition, RunId run) {}

  /**
   * @param last offset of the last points
   * @param curves changes by all that no commit has removed
   */
  private record Passed(long last, CurveChanges curves) {}

  /**
   * @param clock epoch milliseconds, the one that stamped the outbox
   */
  public Promotion(
      HeldPartitions partitions, HistorySink sink, HistorySettings settings, LongSupplier clock) {
    this(partitions, sink, settings, new HistoryRoom(Long.MAX_VALUE), clock);
  }

  /**
   * @param room when it is scarce, nothing waits for its turn
   * @param clock epoch milliseconds, the one that stamped the outbox
   */
  public Promotion(
      HeldPartitions partitions,
      HistorySink sink,
      HistorySettings settings,
      HistoryRoom room,
      LongSupplier clock) {
    this.room = room;
    this.partitions = partitions;
    this.sink = sink;
    this.curves = new CurveFolding(sink);
    this.settings = settings;
    this.clock = clock;
  }

  public void start() {
    started = true;
    thread.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public void caughtUp(HeldPartition partition) {
    // Found at the next tick.
  }

  @Override
  public void released(HeldPartition partition) {
    underWay.removeIf(work -> work.partition() == partition);
    passed.keySet().removeIf(work -> work.partition() == partition);
  }

  void tick() {
    try {
      cursors.keySet().removeIf(HeldPartition::released);
      for (HeldPartition partition : partitions.all()) {
        if (partition.readable() && clock.getAsLong() >= notBefore) {
          look(partition);
        }
      }
    } catch (IllegalStateException closed) {
      log.debug("a partition left while it was looked at", closed);
    } catch (RuntimeException failure) {
      log.error("history is not written; again soon", failure);
    }
  }

  /** Walks a part of what may be due, and goes on there next time. */
  private void look(HeldPartition partition) {
    long now = clock.getAsLong();
    List<RunId> due = new ArrayList<>();
    int most = settings.inFlight() - inFlight.get();
    boolean atOnce = room.scarce(partitions.all());
    if (most <= 0) {
      roomWanted.set(true);
      return;
    }
    int next =
        partition
            .reader()
            .due(
                cursors.getOrDefault(partition, 0),
                atOnce ? Long.MAX_VALUE - 1 : now,
                new DueVisitor() {
                  @Override
                  public long visit(RunId run, OutboxEntry entry) {
                    long turn = entry.dueMillis() + turn(run);
                    if ((atOnce || turn <= now) && !underWay.contains(new Work(partition, run))) {
                      due.add(run);
                    }
                    return turn;
                  }

                  @Override
                  public boolean wantsMore() {
                    return due.size() < most;
                  }
                });
    if (due.size() == most) {
      roomWanted.set(true);
    }
    for (RunId run : due) {
      if (pointsInFlight.get() >= MOST_POINTS_IN_FLIGHT) {
        // The cursor stays: those that are under way are passed over.
        roomWanted.set(true);
        return;
      }
      write(new Work(partition, run));
    }
    cursors.put(partition, next);
  }

  /**
   * Runs that began together come due together, and would take both the processor and Cassandra for
   * seconds: each has a place of its own in the spread. Milliseconds.
   */
  private long turn(RunId run) {
    long spread = settings.spread().toMillis();
    return spread == 0 ? 0 : Math.floorMod(run.hashCode() * MIX, spread);
  }

  private void write(Work work) {
    RunStateReader reader = work.partition().reader();
    long settled = reader.settled();
    Optional<RunDocument> document = reader.committedDocument(work.run());
    if (document.isEmpty()) {
      return;
    }
    // The document first: points that are committed after it came with a later document.
    Optional<Passed> before = Optional.ofNullable(passed.get(work));
    Map<Long, MetricColumns> committed =
        reader.committedPoints(
            work.run(), before.map(last -> last.last() + 1).orElse(0L), settings.pointsAtOnce());
    List<PendingPoints> points = new ArrayList<>();
    int size = 0;
    for (Map.Entry<Long, MetricColumns> entry : committed.entrySet()) {
      size += entry.getValue().size();
      if (entry.getKey() <= settled) {
        points.add(new PendingPoints(entry.getKey(), entry.getValue()));
      }
    }
    boolean all = size < settings.pointsAtOnce() && points.size() == committed.size();
    if (points.isEmpty()) {
      if (all && before.isEmpty()) {
        // Once: until a commit has removed it, the next looks find it again.
        underWay.add(work);
        reader.promoted(
            promoted(
                work,
                document.get(),
                points,
                true,
                CurveChanges.NONE,
                () -> underWay.remove(work)));
      }
      return;
    }
    // More is written before a commit has removed this: else a run had one write a commit.
    boolean goOn = size >= settings.pointsAtOnce();
    underWay.add(work);
    inFlight.incrementAndGet();
    long held = size;
    pointsInFlight.addAndGet(held);
    CurveChanges uncommitted = before.map(Passed::curves).orElse(CurveChanges.NONE);
    stored(work, uncommitted, document.get(), points)
        .whenComplete(
            (changes, failure) -> {
              pointsInFlight.addAndGet(-held);
              if (failure != null) {
                failed(work, failure);
                return;
              }
              written(work, document.get(), points, all, goOn, uncommitted, changes);
            });
  }

  /** Writes the points and adds them to the buckets of their curves. */
  private CompletionStage<CurveChanges> stored(
      Work work, CurveChanges uncommitted, RunDocument document, List<PendingPoints> points) {
    try {
      CompletionStage<CurveChanges> changes =
          curves.add(work.partition().reader(), uncommitted, document, points);
      return sink.write(work.run(), points).thenCombine(changes, (done, made) -> made);
    } catch (RuntimeException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  private void written(
      Work work,
      RunDocument document,
      List<PendingPoints> points,
      boolean all,
      boolean goOn,
      CurveChanges uncommitted,
      CurveChanges changes) {
    Passed last = new Passed(points.get(points.size() - 1).offset(), uncommitted.then(changes));
    if (goOn) {
      // Before it may be removed, which takes it out again.
      passed.put(work, last);
    }
    written.increment();
    backOff = 0;
    work.partition()
        .reader()
        .promoted(
            promoted(
                work,
                document,
                points,
                all,
                changes,
                () -> {
                  passed.computeIfPresent(
                      work, (key, now) -> now.last() == last.last() ? null : now);
                  if (!goOn) {
                    underWay.remove(work);
                  }
                }));
    if (goOn) {
      underWay.remove(work);
    }
    int left = inFlight.decrementAndGet();
    if (left <= settings.inFlight() / 2 && roomWanted.compareAndSet(true, false)) {
      lookAgain();
    }
  }

  private static Promoted promoted(
      Work work,
      RunDocument document,
      List<PendingPoints> points,
      boolean all,
      CurveChanges curves,
      Runnable whenRemoved) {
    return new Promoted(
        work.run(),
        document.appliedOffset(),
        points.stream().map(PendingPoints::offset).toList(),
        all,
        piece(points),
        curves,
        whenRemoved);
  }

  private static Optional<Piece> piece(List<PendingPoints> groups) {
    if (groups.isEmpty()) {
      return Optional.empty();
    }
    Set<String> metrics = new HashSet<>();
    long points = 0;
    for (PendingPoints group : groups) {
      metrics.addAll(group.columns().keys());
      points += group.columns().size();
    }
    return Optional.of(
        new Piece(
            groups.get(0).offset(),
            groups.get(groups.size() - 1).offset(),
            points,
            metrics.size(),
            0));
  }

  private void failed(Work work, Throwable failure) {
    inFlight.decrementAndGet();
    failed.increment();
    underWay.remove(work);
    long now = clock.getAsLong();
    if (now >= notBefore) {
      backOff = Math.min(MOST_BACK_OFF_MILLIS, Math.max(500, backOff * 2));
      notBefore = now + backOff;
      log.warn(
          "history could not be written, again in {} ms; nothing is lost: {}",
          backOff,
          failure.toString());
    }
  }

  private void lookAgain() {
    if (!started) {
      return;
    }
    try {
      thread.execute(this::tick);
    } catch (RejectedExecutionException closed) {
      log.debug("closed; what is due stays in the outbox");
    }
  }

  /** Writes that the history store acknowledged, since start. */
  public long written() {
    return written.sum();
  }

  /** Writes that failed and are tried again, since start. */
  public long failed() {
    return failed.sum();
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
