package dev.kiseki.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Makes logged models with a metric each, in one experiment, and searches them ordered by it. The
 * first answer is compared with what was logged.
 */
final class LoggedModels {
  private static final int CLIENTS = 8;
  private static final int BATCH = 1_000;
  private static final int PAGE = 50;
  private static final Pattern MODEL_ID = Pattern.compile("\"model_id\"\\s*:\\s*\"(m-[^\"]+)\"");
  private static final Pattern VALUE = Pattern.compile("\"value\"\\s*:\\s*([0-9.eE-]+)");

  /** Scatters the scores over the models, all different as long as it divides not their number. */
  private static final long SCATTER = 7919;

  private final URI server;
  private final String experiment;
  private final int models;

  LoggedModels(URI server, String experiment, int models) {
    this.server = server;
    this.experiment = experiment;
    this.models = models;
  }

  /** From 0 to 1. */
  private double score(int model) {
    return (double) (model * SCATTER % models) / models;
  }

  void fill() throws IOException {
    String id;
    try (Mlflow mlflow = new Mlflow(server)) {
      id = mlflow.createExperiment(experiment);
    }
    LongAdder made = new LongAdder();
    Crew.run(
        CLIENTS,
        client -> {
          try (HttpConnection http = new HttpConnection(server);
              Mlflow mlflow = new Mlflow(server)) {
            String run = mlflow.createRun(id);
            List<String> points = new ArrayList<>();
            for (int model = client; model < models; model += CLIENTS) {
              points.add(
                  ("{\"key\": \"score\", \"value\": %s, \"timestamp\": 1700000000000, \"step\": 0,"
                          + " \"model_id\": \"%s\"}")
                      .formatted(score(model), create(http, id, run, model)));
              made.increment();
              if (points.size() == BATCH || model + CLIENTS >= models) {
                log(http, run, points);
                points.clear();
              }
            }
          }
        },
        () -> made.sum() + " of " + models + " logged models");
  }

  SearchFigures search(Duration warmUp, Duration measured) throws IOException {
    String experimentId;
    try (Mlflow mlflow = new Mlflow(server)) {
      experimentId = mlflow.experimentNamed(experiment);
    }
    byte[] question =
        ("{\"experiment_ids\": [\"%s\"], \"max_results\": %d, \"order_by\": [{\"field_name\":"
                + " \"metrics.score\", \"ascending\": false}]}")
            .formatted(experimentId, PAGE)
            .getBytes(StandardCharsets.UTF_8);
    try (HttpConnection http = new HttpConnection(server)) {
      byte[] head = http.postHead(Mlflow.API + "logged-models/search");
      HttpConnection.Answer first = http.post(head, question);
      List<Double> found = new ArrayList<>();
      Matcher value = VALUE.matcher(Mlflow.ok(first));
      while (value.find()) {
        found.add(Double.valueOf(value.group(1)));
      }
      List<Double> best =
          IntStream.range(0, models)
              .mapToObj(this::score)
              .sorted(Collections.reverseOrder())
              .limit(PAGE)
              .toList();
      if (!found.equals(best)) {
        throw new IOException("found " + found + ", expected " + best);
      }
      return Repeated.measure(
          "logged",
          String.format(Locale.ROOT, "the best of %,d logged models", models),
          found.size(),
          first,
          () -> http.post(head, question),
          warmUp,
          measured);
    }
  }

  private static String create(HttpConnection http, String experiment, String run, int number)
      throws IOException {
    String body =
        "{\"experiment_id\": \"%s\", \"name\": \"model-%d\", \"source_run_id\": \"%s\"}"
            .formatted(experiment, number, run);
    byte[] head = http.postHead(Mlflow.API + "logged-models");
    String answer = Mlflow.ok(http.post(head, body.getBytes(StandardCharsets.UTF_8)));
    return Mlflow.find(MODEL_ID, answer);
  }

  private static void log(HttpConnection http, String run, List<String> points) throws IOException {
    String body =
        "{\"run_id\": \"%s\", \"metrics\": [%s]}".formatted(run, String.join(", ", points));
    byte[] head = http.postHead(Mlflow.API + "runs/log-batch");
    var unused = Mlflow.ok(http.post(head, body.getBytes(StandardCharsets.UTF_8)));
  }
}
