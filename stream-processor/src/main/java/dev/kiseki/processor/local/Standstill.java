package dev.kiseki.processor.local;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Notices that this process stood still: stopped, frozen with its machine, or without a processor
 * for long. It can't notice it meanwhile, only afterwards, and then before it does anything with
 * what it had in mind.
 */
public final class Standstill implements AutoCloseable {
  private static final long TICK_MILLIS = 100;

  private final long longest;
  private final LongSupplier nanos;
  private final ScheduledExecutorService thread;
  private volatile long tickedAt;
  private volatile long stoodUntil;

  /**
   * @param longest what is shorter does not count
   */
  public Standstill(Duration longest) {
    this(longest, System::nanoTime);
    var unused =
        thread.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** One that ticks only when it is told to. */
  Standstill(Duration longest, LongSupplier nanos) {
    this.longest = longest.toNanos();
    this.nanos = nanos;
    this.tickedAt = nanos.getAsLong();
    this.stoodUntil = tickedAt;
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread worker = new Thread(work, "standstill");
              worker.setDaemon(true);
              return worker;
            });
  }

  void tick() {
    long now = nanos.getAsLong();
    if (now - tickedAt > longest) {
      stoodUntil = now;
    }
    tickedAt = now; // after the other: who sees this one sees that, too
  }

  /** Now, to ask {@link #since} with. */
  long moment() {
    return nanos.getAsLong();
  }

  /** Whether it stood still for long at any time after this moment. */
  boolean since(long moment) {
    long ticked = tickedAt;
    return stoodUntil - moment > 0 || nanos.getAsLong() - Math.max(ticked, moment) > longest;
  }

  /** Whether this moment is so near that nobody can have taken anything over since. */
  boolean recent(long moment) {
    return nanos.getAsLong() - moment <= longest;
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
