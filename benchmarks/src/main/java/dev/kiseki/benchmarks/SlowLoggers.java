package dev.kiseki.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;

/**
 * Many runs that each log one point of each of their keys once a second. A client logs for many
 * runs; one that is late goes on without a pause, so what is accepted falls behind what is offered.
 */
final class SlowLoggers {
  private final URI server;
  private final int keys;
  private final int clients;
  private final String[] runs;

  /** Batches that were acknowledged, by run: steps from the first one on. */
  private final int[] steps;

  private final LongAdder batches = new LongAdder();
  private Timed times = new Timed();
  private volatile boolean stopping;

  /** Makes the runs. */
  SlowLoggers(URI server, String experimentId, int runs, int keys, int clients) throws IOException {
    this.server = server;
    this.keys = keys;
    this.clients = clients;
    this.runs = new String[runs];
    this.steps = new int[runs];
    Crew.run(
        Math.min(clients, 8),
        client -> {
          try (Mlflow mlflow = new Mlflow(server)) {
            for (int run = client; run < runs; run += Math.min(clients, 8)) {
              this.runs[run] = mlflow.createRun(experimentId);
            }
          }
        },
        () -> "making runs");
  }

  /** Logs until the time is over. */
  void log(Duration time) throws IOException {
    long began = System.nanoTime();
    long end = began + time.toNanos();
    long[] before = {batches.sum()};
    Timed timed = new Timed();
    times = timed;
    Crew.run(
        clients,
        client -> log(client, timed, began, end),
        () -> {
          long now = batches.sum();
          String line =
              String.format(
                  Locale.ROOT,
                  "%,.0f points/s of %,d, %,d refused; %s",
                  (now - before[0]) * (double) keys / 5,
                  (long) runs.length * keys,
                  timed.refused(),
                  ServerFigures.of(server));
          before[0] = now;
          return line;
        });
  }

  private void log(int client, Timed timed, long began, long end) throws IOException {
    long second = Duration.ofSeconds(1).toNanos();
    try (Timed.Sender sender = timed.new Sender(server, "runs/log-batch")) {
      for (int round = 0; !stopping; round++) {
        for (int run = client; run < runs.length && !stopping; run += clients) {
          long due = began + round * second + second * run / runs.length;
          long now = System.nanoTime();
          if (now - end >= 0) {
            return;
          }
          if (due - now > 0) {
            Timed.await(Duration.ofNanos(due - now));
          }
          Series.Batch batch = new Series.Batch(runs[run], run);
          for (int key = 0; key < keys; key++) {
            batch.add(key, Series.FIRST + steps[run]);
          }
          sender.send(batch.bytes());
          steps[run]++;
          batches.increment();
        }
      }
    } catch (IOException | RuntimeException e) {
      stopping = true;
      throw e;
    }
  }

  /** Points acknowledged so far. */
  long points() {
    return batches.sum() * keys;
  }

  /** Of what was logged last. */
  Timed times() {
    return times;
  }

  /**
   * Reads some runs whole, spread over all.
   *
   * @return points read; each was acknowledged, and none is missing
   */
  long check(int sample) throws IOException {
    long found = 0;
    try (HttpConnection http = new HttpConnection(server)) {
      for (int i = 0; i < sample; i++) {
        int run = (int) ((long) i * runs.length / sample);
        for (int key = 0; key < keys; key++) {
          found += Curve.check(http, runs[run], run, key, steps[run]);
        }
      }
    }
    return found;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%,d runs x %,d keys, %,d to %,d points a key",
        runs.length,
        keys,
        Arrays.stream(steps).min().orElse(0),
        Arrays.stream(steps).max().orElse(0));
  }
}
