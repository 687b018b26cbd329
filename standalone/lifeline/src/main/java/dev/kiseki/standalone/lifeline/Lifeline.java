package dev.kiseki.standalone.lifeline;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ends this JVM when its parent ends, however that happens.
 *
 * <p>The launcher holds the other end of standard input and never writes to it. When it closes that
 * end to stop the child, or the kernel closes it because the launcher was killed, the read ends:
 * the JVM then exits in order, and halts if that takes longer than its bound. So an ordinary stop
 * and the death of the launcher take the same path.
 */
public final class Lifeline {
  /** The line on standard output that says that this child serves. */
  public static final String READY = "kiseki-child-ready";

  /** Exit status of a child that did not stop within its bound. */
  static final int STOP_TIMED_OUT = 75;

  private final PrintStream out;

  private Lifeline(PrintStream out) {
    this.out = out;
  }

  /**
   * Starts to watch standard input.
   *
   * @param stopBound how long the shutdown hooks may take before the JVM is halted
   */
  public static Lifeline hold(Duration stopBound) {
    return hold(
        System.in,
        System.out,
        () -> {
          haltAfter(stopBound);
          System.exit(0);
        });
  }

  static Lifeline hold(InputStream parent, PrintStream out, Runnable parentGone) {
    Lifeline lifeline = new Lifeline(out);
    daemon("lifeline", () -> awaitEnd(parent, parentGone));
    return lifeline;
  }

  /**
   * Runs an action when the JVM stops, for whatever reason. What it throws goes to the default
   * handler, so to the log.
   */
  public void onStop(Action action) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  try {
                    action.run();
                  } catch (Exception e) {
                    throw new IllegalStateException("The stop failed", e);
                  }
                },
                "lifeline-stop"));
  }

  /** Tells the parent that this child serves. */
  public void ready() {
    out.println(READY);
    out.flush();
  }

  private static void awaitEnd(InputStream parent, Runnable parentGone) {
    try {
      while (parent.read() >= 0) {
        // Nothing is ever sent; only the end counts.
      }
    } catch (IOException e) {
      // A broken pipe is an end, too.
    }
    parentGone.run();
  }

  private static void haltAfter(Duration bound) {
    CountDownLatch never = new CountDownLatch(1);
    daemon(
        "lifeline-halt",
        () -> {
          try {
            boolean released = never.await(bound.toMillis(), TimeUnit.MILLISECONDS);
            if (!released) {
              Runtime.getRuntime().halt(STOP_TIMED_OUT);
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private static void daemon(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** What to do at the stop. */
  @FunctionalInterface
  public interface Action {
    /** Stops the server of this JVM. */
    void run() throws Exception;
  }
}
