package dev.kiseki.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Presses a server with one workload: warm-up, measurement, read-back. A single answer other than
 * 200 fails the whole, and so does a point or run that was acknowledged and is not found again.
 */
final class Press {
  private static final long LONGEST_NANOS = Duration.ofMinutes(3).toNanos();

  private final URI server;
  private final Duration warmUp;
  private final Duration measured;

  Press(URI server, Duration warmUp, Duration measured) {
    this.server = server;
    this.warmUp = warmUp;
    this.measured = measured;
  }

  Figures run(Workload workload) throws IOException, InterruptedException {
    try (Mlflow mlflow = new Mlflow(server)) {
      String experiment =
          mlflow.createExperiment("bench " + workload.name() + " " + System.nanoTime());
      List<Client> clients = new ArrayList<>();
      for (int i = 0; i < workload.clients(); i++) {
        String run = workload.logsPoints() ? mlflow.createRun(experiment) : "";
        clients.add(new Client(workload, run, workload.bodies(experiment, run, i)));
      }
      double stolen = press(clients);
      long readBack = readBack(mlflow, workload, experiment, clients);
      return figures(workload, clients, stolen, readBack);
    }
  }

  /** Returns the share of CPU time stolen during the measurement. */
  private double press(List<Client> clients) throws IOException, InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(clients.size());
    try {
      List<Future<?>> ends = clients.stream().<Future<?>>map(c -> threads.submit(c::send)).toList();
      TimeUnit.NANOSECONDS.sleep(warmUp.toNanos());
      StolenTime stolen = StolenTime.fromNow();
      for (Future<?> end : ends) {
        end.get();
      }
      return stolen.share();
    } catch (ExecutionException e) {
      throw new IOException("a client failed: " + e.getCause().getMessage(), e.getCause());
    } finally {
      threads.shutdownNow();
    }
  }

  private long readBack(Mlflow mlflow, Workload workload, String experiment, List<Client> clients)
      throws IOException {
    if (!workload.logsPoints()) {
      long sent = clients.stream().mapToLong(c -> c.sent).sum();
      return expect("runs of the experiment", sent, mlflow.countRuns(experiment));
    }
    Client first = clients.get(0);
    if (workload.pointsPerRequest() == 1) {
      return expect("points of a run", first.sent, mlflow.countPoints(first.runId, "loss"));
    }
    // Ten keys tell enough: a thousand histories would take longer than the measurement.
    long perKey = first.sent * (workload.pointsPerRequest() / workload.keys());
    long found = 0;
    for (int key = 0; key < 10; key++) {
      int spread = key * (workload.keys() / 10);
      found += expect("points of a key", perKey, mlflow.countPoints(first.runId, Body.key(spread)));
    }
    return found;
  }

  private static long expect(String what, long acknowledged, long found) throws IOException {
    if (found != acknowledged) {
      throw new IOException(what + ": acknowledged " + acknowledged + ", found again " + found);
    }
    return found;
  }

  private Figures figures(Workload workload, List<Client> clients, double stolen, long readBack) {
    Histogram all = new Histogram(LONGEST_NANOS, 3);
    clients.forEach(c -> all.add(c.times));
    double seconds = measured.toNanos() / 1e9;
    double rate = all.getTotalCount() / seconds;
    return new Figures(
        workload.name(),
        workload.title(),
        clients.get(0).bodies.get(0).size(),
        rate,
        rate * workload.pointsPerRequest(),
        all.getValueAtPercentile(50) / 1e6,
        all.getValueAtPercentile(90) / 1e6,
        all.getValueAtPercentile(99) / 1e6,
        all.getMaxValue() / 1e6,
        stolen,
        readBack);
  }

  private final class Client {
    private final Histogram times = new Histogram(LONGEST_NANOS, 3);
    private final Workload workload;
    private final String runId;
    private final List<Body> bodies;
    private long sent;

    Client(Workload workload, String runId, List<Body> bodies) {
      this.workload = workload;
      this.runId = runId;
      this.bodies = bodies;
    }

    /** Counts a request for the measurement if it ended inside of it. */
    Void send() throws IOException {
      try (HttpConnection http = new HttpConnection(server)) {
        byte[] head = http.postHead(Mlflow.API + workload.path());
        long from = System.nanoTime() + warmUp.toNanos();
        long to = from + measured.toNanos();
        for (long now = System.nanoTime(); now - to < 0; ) {
          byte[] body = bodies.get((int) (sent % bodies.size())).number(sent);
          long start = System.nanoTime();
          HttpConnection.Answer answer = http.post(head, body);
          now = System.nanoTime();
          if (answer.status() != 200) {
            throw new IOException("answered " + answer.status() + ": " + answer.text());
          }
          sent++;
          if (now - from >= 0 && now - to < 0) {
            times.recordValue(Math.min(now - start, LONGEST_NANOS));
          }
        }
      }
      return null;
    }
  }
}
