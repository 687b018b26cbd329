package dev.kiseki.processor;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.streams.KafkaStreams;

/**
 * Makes the indexes of one partition after the other, on a thread of its own. None is begun while
 * partitions are restored: until all are, the cores are theirs.
 */
final class IndexBuilds implements Executor, KafkaStreams.StateListener, AutoCloseable {
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread thread = new Thread(work, "index-build");
            thread.setDaemon(true);
            return thread;
          });

  private boolean restored;
  private boolean closed;

  @Override
  public synchronized void onChange(KafkaStreams.State now, KafkaStreams.State before) {
    restored = now == KafkaStreams.State.RUNNING;
    notifyAll();
  }

  @Override
  public void execute(Runnable build) {
    thread.execute(
        () -> {
          if (awaitRestored()) {
            build.run();
          }
        });
  }

  /** False when it is closed before. */
  private synchronized boolean awaitRestored() {
    try {
      while (!restored && !closed) {
        wait();
      }
      return !closed;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Begins none any more; one under way ends with its store. */
  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
    thread.shutdownNow();
  }
}
