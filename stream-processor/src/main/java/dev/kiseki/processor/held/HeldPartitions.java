package dev.kiseki.processor.held;

import dev.kiseki.processor.local.RunStateReader;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All partitions held here. Stream threads add and remove, everybody looks. */
public final class HeldPartitions implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HeldPartitions.class);
  private static final long ASK_AGAIN_MILLIS = 200;
  private static final long LOOK_MILLIS = 5_000;

  private final LogEnd logEnd;
  private final Map<Integer, HeldPartition> held = new ConcurrentHashMap<>();
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService retries =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "log-end");
            thread.setDaemon(true);
            return thread;
          });
  private volatile Runnable onMove = () -> {};

  /** Called on a stream thread or an admin thread: must return at once. */
  public interface Listener {
    void caughtUp(HeldPartition partition);

    void released(HeldPartition partition);
  }

  public HeldPartitions(LogEnd logEnd) {
    this.logEnd = logEnd;
    retries.scheduleWithFixedDelay(
        this::lookAtTheEnd, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
  }

  public void listen(Listener listener) {
    listeners.add(listener);
  }

  /** Calls this whenever a partition came or was applied further; it must cost next to nothing. */
  public void onMove(Runnable wake) {
    onMove = wake;
  }

  /** A partition begins here. Asks the log for its end, without waiting. */
  public HeldPartition hold(int number, RunStateReader reader, long applied, long catalogOffset) {
    HeldPartition partition = new HeldPartition(number, reader, applied, catalogOffset, this);
    held.put(number, partition);
    moved();
    askEnd(partition);
    return partition;
  }

  public void release(HeldPartition partition) {
    partition.release();
    if (held.remove(partition.number(), partition)) {
      listeners.forEach(listener -> listener.released(partition));
    }
  }

  public Optional<HeldPartition> of(int number) {
    return Optional.ofNullable(held.get(number));
  }

  public Collection<HeldPartition> all() {
    return held.values();
  }

  /** How many have caught up with the log and are answered for. */
  public long served() {
    return held.values().stream().filter(HeldPartition::readable).count();
  }

  private void askEnd(HeldPartition partition) {
    logEnd
        .endOf(partition.number())
        .whenComplete(
            (end, failure) -> {
              if (failure == null) {
                partition.end(end);
              } else if (!partition.released() && !retries.isShutdown()) {
                log.debug("the end of partition {} is not known yet", partition.number(), failure);
                retries.schedule(() -> askEnd(partition), ASK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
              }
            });
  }

  /** Tells each partition where the log ends by now, for {@link HeldPartition#lag}. */
  void lookAtTheEnd() {
    for (HeldPartition partition : all()) {
      logEnd
          .endOf(partition.number())
          .whenComplete(
              (end, failure) -> {
                if (failure == null) {
                  partition.endSeen(end);
                } else {
                  log.debug("the end of partition {} is not known", partition.number(), failure);
                }
              });
    }
  }

  void moved() {
    onMove.run();
  }

  void caughtUp(HeldPartition partition) {
    listeners.forEach(listener -> listener.caughtUp(partition));
  }

  @Override
  public void close() {
    retries.shutdownNow();
  }
}
