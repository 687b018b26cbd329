package dev.kiseki.standalone.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.mlflow.api.proto.Service.CreateRun;
import org.mlflow.api.proto.Service.Experiment;
import org.mlflow.api.proto.Service.Metric;
import org.mlflow.api.proto.Service.Param;
import org.mlflow.api.proto.Service.Run;
import org.mlflow.api.proto.Service.RunStatus;
import org.mlflow.api.proto.Service.RunTag;
import org.mlflow.api.proto.Service.ViewType;
import org.mlflow.tracking.MlflowClient;

/** Main class of the demo: trains 24 small networks, logs each as a run, and asks for the best. */
public final class Sweep {
  private static final String EXPERIMENT = "kiseki-demo";
  private static final int EPOCHS = 40;
  private static final int SHOWN = 10;
  private static final Moons TRAINING = Moons.sample(400, 1);
  private static final Moons TEST = Moons.sample(400, 2);

  private final MlflowClient client;
  private final String experimentId;
  private int points;

  private Sweep(MlflowClient client, String experimentId) {
    this.client = client;
    this.experimentId = experimentId;
  }

  /** Logs to {@code MLFLOW_TRACKING_URI}, or to http://127.0.0.1:5000. */
  public static void main(String[] args) {
    String uri = System.getenv().getOrDefault("MLFLOW_TRACKING_URI", "http://127.0.0.1:5000");
    MlflowClient client = new MlflowClient(uri);
    try {
      String experimentId =
          client
              .getExperimentByName(EXPERIMENT)
              .map(Experiment::getExperimentId)
              .orElseGet(() -> client.createExperiment(EXPERIMENT));
      new Sweep(client, experimentId).run(uri);
    } catch (RuntimeException e) {
      System.err.println("The demo could not log to " + uri + ": " + e.getMessage());
      System.err.println("Is it running? ./kiseki up starts it.");
      System.exit(1);
    } finally {
      client.close();
    }
  }

  private void run(String uri) {
    long started = System.nanoTime();
    String parent = create("sweep", Map.of("kind", "sweep"));
    List<Trial> trials = Trial.grid();
    System.out.printf("Logging %d runs to %s ", trials.size(), uri);
    for (Trial trial : trials) {
      train(trial, parent);
      System.out.print('.');
      System.out.flush();
    }
    client.setTerminated(parent, RunStatus.FINISHED);
    System.out.printf(
        Locale.ROOT, " %d points in %.1f s%n%n", points, (System.nanoTime() - started) / 1e9);

    String filter = "metrics.accuracy > 0.8 and tags.`mlflow.parentRunId` = '" + parent + "'";
    List<Run> best =
        client
            .searchRuns(
                List.of(experimentId),
                filter,
                ViewType.ACTIVE_ONLY,
                SHOWN,
                List.of("metrics.accuracy DESC"))
            .getItems();
    System.out.println("Best runs (metrics.accuracy > 0.8, ordered by metrics.accuracy DESC):");
    System.out.println();
    System.out.print(Table.of(rows(best)));
    System.out.printf(
        "%nExperiment '%s' (id %s), parent run %s%n", EXPERIMENT, experimentId, parent);
  }

  private void train(Trial trial, String parent) {
    String run = create(trial.name(), Map.of("mlflow.parentRunId", parent, "kind", "trial"));
    Network network = new Network(trial, 7);
    List<Metric> metrics = new ArrayList<>();
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      network.epoch(TRAINING);
      metrics.add(metric("loss", network.loss(TRAINING), epoch));
      metrics.add(metric("test_loss", network.loss(TEST), epoch));
      metrics.add(metric("accuracy", network.accuracy(TEST), epoch));
    }
    List<Param> params =
        trial.params().entrySet().stream()
            .map(e -> Param.newBuilder().setKey(e.getKey()).setValue(e.getValue()).build())
            .toList();
    client.logBatch(run, metrics, params, List.of(tag("data", "two moons")));
    client.setTerminated(run, RunStatus.FINISHED);
    points += metrics.size();
  }

  private String create(String name, Map<String, String> tags) {
    CreateRun.Builder request =
        CreateRun.newBuilder()
            .setExperimentId(experimentId)
            .setRunName(name)
            .setStartTime(System.currentTimeMillis());
    tags.forEach((key, value) -> request.addTags(tag(key, value)));
    return client.createRun(request.build()).getRunId();
  }

  private static RunTag tag(String key, String value) {
    return RunTag.newBuilder().setKey(key).setValue(value).build();
  }

  private static Metric metric(String key, double value, int step) {
    return Metric.newBuilder()
        .setKey(key)
        .setValue(value)
        .setStep(step)
        .setTimestamp(System.currentTimeMillis())
        .build();
  }

  /** The table's rows, as the server answered them. */
  static List<List<String>> rows(List<Run> runs) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("run", "hidden", "learning rate", "batch", "decay", "loss", "accuracy"));
    for (Run run : runs) {
      Map<String, String> params =
          run.getData().getParamsList().stream()
              .collect(Collectors.toMap(Param::getKey, Param::getValue));
      Map<String, Double> metrics =
          run.getData().getMetricsList().stream()
              .collect(Collectors.toMap(Metric::getKey, Metric::getValue));
      rows.add(
          List.of(
              run.getInfo().getRunName(),
              params.getOrDefault("hidden", ""),
              params.getOrDefault("learning_rate", ""),
              params.getOrDefault("batch", ""),
              params.getOrDefault("decay", ""),
              String.format(Locale.ROOT, "%.4f", metrics.getOrDefault("loss", Double.NaN)),
              String.format(Locale.ROOT, "%.4f", metrics.getOrDefault("accuracy", Double.NaN))));
    }
    return rows;
  }
}
