package dev.kiseki.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.IntToDoubleFunction;

/**
 * What a point takes in Kiseki's history store: logs long curves of several kinds, ends their runs,
 * waits until their points are stored and small rows merged, and reckons from what the server
 * counted.
 */
record Stored(URI server, int points) {
  private static final int BATCH = 1_000;
  private static final Duration QUIET = Duration.ofSeconds(45);

  private record Kind(String title, IntToDoubleFunction value) {}

  /** Rows, points and bytes that were written, from the state and by merging. */
  private record Counts(double rows, double points, double bytes, double merged, double again) {
    static Counts of(URI server) throws IOException {
      try (HttpConnection http = new HttpConnection(server)) {
        String metrics = Mlflow.ok(http.get("/metrics"));
        return new Counts(
            count(metrics, "rows", ".*"),
            count(metrics, "points", "promotion"),
            count(metrics, "bytes", "promotion"),
            count(metrics, "points", "merging"),
            count(metrics, "bytes", "merging"));
      }
    }

    private static double count(String metrics, String what, String by) {
      return ServerFigures.sum(
          metrics, "kiseki_history_" + what + "_total\\{[^}]*by=\"" + by + "\"[^}]*\\}");
    }

    Counts since(Counts before) {
      return new Counts(
          rows - before.rows,
          points - before.points,
          bytes - before.bytes,
          merged - before.merged,
          again - before.again);
    }

    /** Each point of this load is merged at most once, and lies then where it was merged to. */
    double bytesAPoint() {
      double first = bytes / points;
      return merged == 0 ? first : (first * (points - merged) + again) / points;
    }
  }

  void run() throws IOException {
    Random random = new Random(1);
    double decay = points / 5.0;
    IntToDoubleFunction loss = i -> 2.3 * Math.exp(-i / decay) + 0.3 + 0.05 * random.nextGaussian();
    List<Kind> kinds =
        List.of(
            new Kind("noisy loss, float64", loss),
            new Kind("noisy loss, float32", i -> (float) loss.applyAsDouble(i)),
            new Kind(
                "learning rate: cosine, float64",
                i -> 0.5e-3 * (1 + Math.cos(Math.PI * i / points))),
            new Kind("counter", i -> i));
    System.out.println("| values | bytes a point | rows written for 1,000,000 points |");
    System.out.println("| --- | ---: | ---: |");
    for (Kind kind : kinds) {
      System.err.println("logging " + kind.title());
      Counts before = Counts.of(server);
      log(kind, random);
      Counts counts = settled(before);
      if (counts.points() < points) {
        throw new IOException(
            "%,.0f of %,d points were stored; does anything else log?"
                .formatted(counts.points(), points));
      }
      System.out.printf(
          Locale.ROOT,
          "| %s | %.2f | %.0f |%n",
          kind.title(),
          counts.bytesAPoint(),
          counts.rows() * 1e6 / points);
    }
  }

  private void log(Kind kind, Random random) throws IOException {
    try (Mlflow mlflow = new Mlflow(server);
        HttpConnection http = new HttpConnection(server)) {
      String experiment =
          mlflow.createExperiment("stored " + kind.title() + " " + System.currentTimeMillis());
      String run = mlflow.createRun(experiment);
      byte[] head = http.postHead(Mlflow.API + "runs/log-batch");
      for (int from = 0; from < points; from += BATCH) {
        StringBuilder body = new StringBuilder("{\"run_id\": \"" + run + "\", \"metrics\": [");
        for (int i = from; i < Math.min(points, from + BATCH); i++) {
          body.append(i == from ? "" : ", ")
              .append("{\"key\": \"m\", \"value\": ")
              .append(kind.value().applyAsDouble(i))
              .append(", \"timestamp\": ")
              .append(1_700_000_000_000L + 200L * i + random.nextInt(15))
              .append(", \"step\": ")
              .append(i)
              .append('}');
        }
        Mlflow.ok(
            http.post(head, body.append("]}").toString().getBytes(StandardCharsets.US_ASCII)));
      }
      byte[] end =
          ("{\"run_id\": \"" + run + "\", \"status\": \"FINISHED\", \"end_time\": 1}")
              .getBytes(StandardCharsets.US_ASCII);
      Mlflow.ok(http.post(http.postHead(Mlflow.API + "runs/update"), end));
    }
  }

  /** What was written, once nothing was for a while. */
  private Counts settled(Counts before) throws IOException {
    Counts last = Counts.of(server);
    long quietSince = System.nanoTime();
    while (System.nanoTime() - quietSince < QUIET.toNanos()) {
      Timed.await(Duration.ofSeconds(1));
      Counts now = Counts.of(server);
      if (!now.equals(last)) {
        last = now;
        quietSince = System.nanoTime();
      }
    }
    return last.since(before);
  }
}
