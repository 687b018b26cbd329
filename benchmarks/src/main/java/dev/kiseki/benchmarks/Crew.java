package dev.kiseki.benchmarks;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Clients that work at the same time, each on a thread and a connection of its own. */
final class Crew {
  private static final int PROGRESS_SECONDS = 5;

  private Crew() {}

  /** What one of them does. */
  @FunctionalInterface
  interface Work {
    void run(int client) throws IOException;
  }

  /** What is printed every few seconds meanwhile. */
  @FunctionalInterface
  interface Progress {
    String line() throws IOException;
  }

  /** Returns when all have ended; the first failure is the failure of all. */
  static void run(int clients, Work work, Progress progress) throws IOException {
    ExecutorService threads = Executors.newFixedThreadPool(clients);
    try {
      List<Future<?>> ends = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        int client = i;
        ends.add(
            threads.submit(
                () -> {
                  work.run(client);
                  return null;
                }));
      }
      threads.shutdown();
      while (!threads.awaitTermination(PROGRESS_SECONDS, TimeUnit.SECONDS)) {
        System.err.println(progress.line());
        for (Future<?> end : ends) {
          if (end.isDone()) {
            end.get();
          }
        }
      }
      for (Future<?> end : ends) {
        end.get();
      }
    } catch (ExecutionException e) {
      throw new IOException(e.getCause().getMessage(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    } finally {
      threads.shutdownNow();
    }
  }
}
