package dev.kiseki.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Loads that are wide, long or slow: many runs that log seldom, a run with very many keys, a key
 * with very many points, and the first of these while Cassandra stands still. Each reads back what
 * was acknowledged, by count and fingerprint, and fails when a point is missing or doubled.
 */
record Wide(URI server, Options options) {
  private static final int BATCH = 1_000;
  private static final int CHECKED_RUNS = 50;
  private static final int READS = 300;

  /** A name and what to do. */
  record Load(String name, Action action) {
    interface Action {
      void run(Wide wide, String experiment) throws IOException;
    }
  }

  static final List<Load> LOADS =
      List.of(
          new Load("slow", Wide::slow),
          new Load("keys", Wide::keys),
          new Load("long", Wide::longCurve),
          new Load("away", Wide::away));

  void run() throws IOException {
    for (Load load : options.only(LOADS, Load::name)) {
      if (load.name().equals("away") && !options.has("cassandra-pid")) {
        continue;
      }
      String experiment;
      try (Mlflow mlflow = new Mlflow(server)) {
        experiment =
            mlflow.createExperiment("wide " + load.name() + " " + System.currentTimeMillis());
      }
      System.err.println("load: " + load.name());
      StolenTime stolen = StolenTime.fromNow();
      load.action().run(this, experiment);
      System.out.printf(
          "  CPU stolen %s; %s%n", Figures.percent(stolen.share()), ServerFigures.of(server));
    }
  }

  private SlowLoggers loggers(String experiment) throws IOException {
    return new SlowLoggers(
        server,
        experiment,
        options.number("runs", 10_000),
        options.number("keys", 20),
        options.number("clients", 16));
  }

  private void slow(String experiment) throws IOException {
    SlowLoggers loggers = loggers(experiment);
    Duration warmUp = options.seconds("warm-up", "20");
    loggers.log(warmUp);
    long before = loggers.points();
    double rowsBefore = ServerFigures.of(server).rows();
    long began = System.nanoTime();
    Duration time = options.seconds("seconds", "60");
    loggers.log(time);
    double seconds = (System.nanoTime() - began) / 1e9;
    long points = loggers.points() - before;
    System.out.printf(
        Locale.ROOT,
        "slow: %s; offered %,d points/s, accepted %,.0f/s; log-batch %s; %,d refused%n",
        loggers,
        (long) options.number("runs", 10_000) * options.number("keys", 20),
        points / seconds,
        loggers.times(),
        loggers.times().refused());
    double rows = ServerFigures.of(server).rows() - rowsBefore;
    System.out.printf(
        Locale.ROOT,
        "  rows written to Cassandra meanwhile: %,.0f, %,.0f for 1,000,000 points%n",
        rows,
        rows * 1e6 / points);
    System.out.printf(Locale.ROOT, "  read back: %,d points%n", loggers.check(CHECKED_RUNS));
  }

  private void keys(String experiment) throws IOException {
    int keys = options.number("wide-keys", 50_000);
    int steps = options.number("steps", 5);
    String run = newRun(experiment);
    Timed batches = new Timed();
    long began = System.nanoTime();
    try (Timed.Sender sender = batches.new Sender(server, "runs/log-batch")) {
      for (int step = Series.FIRST; step < Series.FIRST + steps; step++) {
        for (int key = 0; key < keys; ) {
          Series.Batch batch = new Series.Batch(run, 0);
          for (int last = Math.min(keys, key + BATCH); key < last; key++) {
            batch.add(key, step);
          }
          sender.send(batch.bytes());
        }
        System.err.printf(
            Locale.ROOT, "step %d of %d; %s%n", step, steps, ServerFigures.of(server));
      }
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "keys: a run with %,d keys x %,d points: %,.0f points/s by one client; log-batch of %,d: %s%n",
        keys,
        steps,
        (double) keys * steps / seconds,
        BATCH,
        batches);
    Timed small = new Timed();
    try (Timed.Sender sender = small.new Sender(server, "runs/log-batch")) {
      for (int i = 0; i < READS; i++) {
        sender.send(new Series.Batch(run, 0).add(i, Series.FIRST + steps).bytes());
      }
    }
    System.out.println("  one more point, of one key: " + small);
    Timed reads = new Timed();
    Random random = new Random(1);
    try (HttpConnection http = new HttpConnection(server)) {
      for (int i = 0; i < READS; i++) {
        int key = READS + random.nextInt(keys - READS);
        long start = System.nanoTime();
        var unused = Curve.check(http, run, 0, key, steps);
        reads.record(System.nanoTime() - start);
      }
      long start = System.nanoTime();
      int size = Mlflow.ok(http.get(Mlflow.API + "runs/get?run_id=" + run)).length();
      System.out.printf(
          Locale.ROOT,
          "  get-history of a key: %s; runs/get: %,d bytes in %.0f ms%n",
          reads,
          size,
          (System.nanoTime() - start) / 1e6);
    }
  }

  private void longCurve(String experiment) throws IOException {
    int points = options.number("points", 10_000_000);
    String run = newRun(experiment);
    AtomicInteger next = new AtomicInteger(Series.FIRST);
    Timed batches = new Timed();
    long began = System.nanoTime();
    Crew.run(
        4,
        client -> {
          try (Timed.Sender sender = batches.new Sender(server, "runs/log-batch")) {
            for (int from = next.getAndAdd(BATCH);
                from < Series.FIRST + points;
                from = next.getAndAdd(BATCH)) {
              Series.Batch batch = new Series.Batch(run, 0);
              int last = Math.min(from + BATCH, Series.FIRST + points);
              for (int step = from; step < last; step++) {
                batch.add(0, step);
              }
              sender.send(batch.bytes());
            }
          }
        },
        () -> "%,d of %,d points; %s".formatted(next.get(), points, ServerFigures.of(server)));
    double seconds = (System.nanoTime() - began) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "long: a key with %,d points: %,.0f points/s by 4 clients; log-batch of %,d: %s%n",
        points,
        points / seconds,
        BATCH,
        batches);
    Timed.await(options.seconds("settle", "60"));
    began = System.nanoTime();
    try (HttpConnection http = new HttpConnection(server)) {
      long found = Curve.check(http, run, 0, 0, points);
      System.out.printf(
          Locale.ROOT,
          "  read back page by page: %,d points in %.1f s%n",
          found,
          (System.nanoTime() - began) / 1e9);
    }
  }

  private void away(String experiment) throws IOException {
    SlowLoggers loggers = loggers(experiment);
    Duration before = options.seconds("warm-up", "20");
    loggers.log(before);
    Duration away = options.seconds("away", "600");
    Timed reads = new Timed();
    try (Standstill cassandra = new Standstill(options.text("cassandra-pid"))) {
      System.err.println(cassandra + " stands still");
      loggers.log(away.dividedBy(2));
      System.out.println("away: " + freshCurve(experiment, reads));
      loggers.log(away.dividedBy(2));
      System.out.printf(
          Locale.ROOT,
          "  after %d s without Cassandra: %s; log-batch %s; %,d refused; %s%n",
          away.toSeconds(),
          loggers,
          loggers.times(),
          loggers.times().refused(),
          ServerFigures.of(server));
    }
    loggers.log(options.seconds("seconds", "60"));
    long began = System.nanoTime();
    while (ServerFigures.of(server).waiting() > 0
        && System.nanoTime() - began < Duration.ofMinutes(10).toNanos()) {
      Timed.await(Duration.ofSeconds(1));
    }
    System.out.printf(
        Locale.ROOT,
        "  everything in Cassandra %.0f s after the last write; %s%n",
        (System.nanoTime() - began) / 1e9,
        loggers);
    System.out.printf(
        Locale.ROOT, "  read back: %,d points, all there%n", loggers.check(CHECKED_RUNS));
  }

  /** A run that begins while Cassandra stands still, and is read at once. */
  private String freshCurve(String experiment, Timed reads) throws IOException {
    String run = newRun(experiment);
    Timed writes = new Timed();
    try (Timed.Sender sender = writes.new Sender(server, "runs/log-batch");
        HttpConnection http = new HttpConnection(server)) {
      for (int i = 0; i < READS; i++) {
        sender.send(new Series.Batch(run, 0).add(0, Series.FIRST + i).bytes());
        long start = System.nanoTime();
        var unused = Curve.check(http, run, 0, 0, i + 1);
        reads.record(System.nanoTime() - start);
      }
    }
    return "a new run's curve, read after each point: " + reads;
  }

  private String newRun(String experiment) throws IOException {
    try (Mlflow mlflow = new Mlflow(server)) {
      return mlflow.createRun(experiment);
    }
  }
}
