package dev.kiseki.benchmarks;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Logs curves, a long one and many short ones, and reads them: as a page of points and as the
 * samples that charts ask for. Every first answer is compared with the steps it must have.
 */
final class Curves implements Closeable {
  static final int RUNS = 100;
  static final int POINTS_EACH = 1_000;
  private static final int SAMPLE = 320;
  private static final int PAGE = 25_000;
  private static final int BATCH = 1_000;
  static final String KEY = "loss";
  private static final String METRICS = Mlflow.API + "metrics/";
  private static final Pattern STEP = Pattern.compile("\"step\"\\s*:\\s*\"?(-?\\d+)");

  private final HttpConnection http;
  private final int points;
  private final String longRun;
  private final List<String> runs = new ArrayList<>();

  /**
   * Logs everything, in batches of 1,000 points from one client.
   *
   * @param points of the long curve
   */
  Curves(URI server, String experiment, int points) throws IOException {
    this.http = new HttpConnection(server);
    this.points = points;
    try (Mlflow mlflow = new Mlflow(server)) {
      String id = mlflow.createExperiment(experiment);
      longRun = mlflow.createRun(id);
      for (int i = 0; i < RUNS; i++) {
        runs.add(mlflow.createRun(id));
      }
    }
    var unused = log(http, longRun, points, new Random(1));
    for (int i = 0; i < RUNS; i++) {
      unused = log(http, runs.get(i), POINTS_EACH, new Random(2 + i));
    }
  }

  /** All there is to measure. */
  List<SearchFigures> measure(Duration warmUp, Duration measured) throws IOException {
    String page = METRICS + "get-history?run_id=%s&metric_key=%s&max_results=%d";
    String samples =
        METRICS + "get-history-bulk-interval?metric_key=" + KEY + "&max_results=" + SAMPLE;
    List<SearchFigures> figures = new ArrayList<>();
    figures.add(
        measure(
            "page",
            String.format(Locale.ROOT, "get-history, page of %,d of %,d", PAGE, points),
            page.formatted(longRun, KEY, PAGE),
            steps(Math.min(PAGE, points)),
            warmUp,
            measured));
    figures.add(
        measure(
            "sample",
            String.format(Locale.ROOT, "bulk-interval, %d of %,d", SAMPLE, points),
            samples + "&run_ids=" + longRun,
            sampled(points, SAMPLE),
            warmUp,
            measured));
    List<Long> ofAll = new ArrayList<>();
    runs.forEach(run -> ofAll.addAll(sampled(POINTS_EACH, SAMPLE)));
    figures.add(
        measure(
            "samples-of-many",
            String.format(
                Locale.ROOT, "bulk-interval, %d runs, %d of %,d", RUNS, SAMPLE, POINTS_EACH),
            samples + runs.stream().map(run -> "&run_ids=" + run).collect(Collectors.joining()),
            ofAll,
            warmUp,
            measured));
    return figures;
  }

  private SearchFigures measure(
      String name,
      String title,
      String target,
      List<Long> expected,
      Duration warmUp,
      Duration measured)
      throws IOException {
    System.err.println("reading " + title);
    HttpConnection.Answer first = get(target);
    List<Long> found = new ArrayList<>();
    for (Matcher step = STEP.matcher(first.text()); step.find(); ) {
      found.add(Long.parseLong(step.group(1)));
    }
    if (!found.equals(expected) && !near(found, expected)) {
      throw new IOException(
          "%s: found %,d points, expected %,d, or their steps are others"
              .formatted(title, found.size(), expected.size()));
    }
    return Repeated.measure(
        name, title, expected.size(), first, () -> get(target), warmUp, measured);
  }

  /**
   * Whether it is as good a sample of a long curve: as many points, both ends, and no step further
   * from its place than four distances, since what stands out is in it, too.
   */
  private boolean near(List<Long> found, List<Long> expected) {
    int last = expected.size() - 1;
    if (expected.size() != SAMPLE || found.size() != SAMPLE || points <= 16_384) {
      return false;
    }
    boolean near = found.get(0) == 0 && found.get(last).equals(expected.get(last));
    for (int i = 0; i < SAMPLE; i++) {
      near &= i == 0 || found.get(i) > found.get(i - 1);
      near &= Math.abs(found.get(i) - expected.get(i)) <= 4L * points / SAMPLE;
    }
    return near;
  }

  private HttpConnection.Answer get(String target) throws IOException {
    HttpConnection.Answer answer = http.get(target);
    Mlflow.ok(answer);
    return answer;
  }

  private static List<Long> steps(int size) {
    return LongStream.range(0, size).boxed().toList();
  }

  /** Steps of a sample as MLflow 3.17.2 takes it, of a curve with each step once. */
  static List<Long> sampled(int size, int most) {
    if (size <= most) {
      return steps(size);
    }
    List<Long> steps = new ArrayList<>();
    long at = 0;
    for (int group = 0; group < most; group++) {
      steps.add(at);
      at += size / most + (group < size % most ? 1 : 0);
    }
    steps.set(most - 1, size - 1L);
    return steps;
  }

  /**
   * Logs a noisy loss, five points a second.
   *
   * @return the sum of the values
   */
  static double log(HttpConnection http, String run, int size, Random random) throws IOException {
    byte[] head = http.postHead(Mlflow.API + "runs/log-batch");
    double sum = 0;
    for (int from = 0; from < size; from += BATCH) {
      StringBuilder body = new StringBuilder("{\"run_id\": \"" + run + "\", \"metrics\": [");
      for (int i = from; i < Math.min(size, from + BATCH); i++) {
        double value = 2.3 * Math.exp(-i / 4000.0) + 0.05 * random.nextGaussian();
        sum += value;
        body.append(i == from ? "" : ", ")
            .append("{\"key\": \"" + KEY + "\", \"value\": ")
            .append(value)
            .append(", \"timestamp\": ")
            .append(1_700_000_000_000L + 200L * i + random.nextInt(30))
            .append(", \"step\": ")
            .append(i)
            .append('}');
      }
      byte[] bytes = body.append("]}").toString().getBytes(StandardCharsets.US_ASCII);
      Mlflow.ok(http.post(head, bytes));
    }
    return sum;
  }

  @Override
  public void close() throws IOException {
    http.close();
  }
}
