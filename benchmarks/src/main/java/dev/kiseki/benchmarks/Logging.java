package dev.kiseki.benchmarks;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Logs points at a steady rate while something else is measured: {@value #RUNS} runs in the same
 * experiment, which started before all others and lack what they are searched by, so that no page
 * changes. Batches of 10 keys x 100 steps. Afterwards the runs are deleted.
 */
final class Logging implements Closeable {
  private static final int RUNS = 100;
  private static final int CLIENTS = 4;
  private static final int KEYS = 10;
  private static final int STEPS = 100;

  private final URI server;
  private final List<String> runs = new ArrayList<>();
  private final List<Future<?>> ends = new ArrayList<>();
  private final ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
  private final LongAdder batches = new LongAdder();
  private final long began;
  private volatile boolean stopping;

  /** Begins at once. */
  Logging(URI server, String experimentId, int pointsPerSecond) throws IOException {
    this.server = server;
    try (Mlflow mlflow = new Mlflow(server)) {
      for (int i = 0; i < RUNS; i++) {
        runs.add(mlflow.createRun(experimentId));
      }
    }
    long interval = TimeUnit.SECONDS.toNanos(1) * KEYS * STEPS * CLIENTS / pointsPerSecond;
    began = System.nanoTime();
    for (int i = 0; i < CLIENTS; i++) {
      int client = i;
      ends.add(threads.submit(() -> log(client, interval)));
    }
    threads.shutdown();
  }

  /** Points acknowledged in a second since it began. */
  double rate() {
    return batches.sum() * (double) (KEYS * STEPS) / ((System.nanoTime() - began) / 1e9);
  }

  private Void log(int client, long interval) throws IOException {
    List<Body> bodies = new ArrayList<>();
    for (int run = client; run < RUNS; run += CLIENTS) {
      bodies.add(Body.batch(runs.get(run), KEYS, STEPS, new Random(run)));
    }
    try (HttpConnection http = new HttpConnection(server)) {
      byte[] head = http.postHead(Mlflow.API + "runs/log-batch");
      long next = began + client * interval / CLIENTS;
      for (int sent = 0; !stopping; sent++) {
        Mlflow.ok(http.post(head, bodies.get(sent % bodies.size()).number(sent / bodies.size())));
        batches.increment();
        next += interval;
        LockSupport.parkNanos(next - System.nanoTime());
      }
    }
    return null;
  }

  /** Fails if any batch was answered by anything but 200. */
  @Override
  public void close() throws IOException {
    stopping = true;
    try {
      for (Future<?> end : ends) {
        end.get();
      }
    } catch (ExecutionException e) {
      throw new IOException("logging failed: " + e.getCause().getMessage(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      threads.shutdownNow();
    }
    try (Mlflow mlflow = new Mlflow(server)) {
      for (String run : runs) {
        mlflow.deleteRun(run);
      }
    }
  }
}
