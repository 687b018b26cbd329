package dev.kiseki.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A parameter sweep of any number of runs, each a pure function of the seed and its place. Nothing
 * of it is kept: whoever wants to know what a search must find computes it again.
 *
 * <p>A run has 8 params, 6 metrics and 4 tags, its name among them. No value of a metric but {@code
 * rare} comes twice, so that an order by one has no ties. Metrics do not correlate.
 */
final class Sweep {
  /** More runs than this would have equal metrics. */
  static final int MOST_RUNS = 1 << 24;

  /** Values of the tag {@code sweep}: one run in so many has each. */
  static final int SWEEPS = 200;

  /** Exactly one run of so many in a row has {@code rare} above {@link #RARE}. */
  static final int RARE_RUNS = 1000;

  static final double RARE = 0.999;
  static final List<String> METRICS =
      List.of("accuracy", "f1_macro", "loss", "val_loss", "auc", "rare");
  static final int ENTRIES = 8 + 6 + 4;

  private static final long FIRST_START = 1_700_000_000_000L;
  private static final long BETWEEN_STARTS = 1000;
  private static final String NAME_START = "run-";
  private static final List<String> ESTIMATORS = List.of("10", "50", "100", "200");
  private static final List<String> DEPTHS = List.of("2", "3", "4", "6", "8", "12");
  private static final List<String> OPTIMIZERS = List.of("adam", "adamw", "sgd", "rmsprop");
  private static final List<String> BATCHES = List.of("16", "32", "64", "128", "256");
  private static final List<String> MODELS = List.of("forest", "boosted", "linear");
  private static final List<String> USERS = List.of("ada", "ben", "cleo", "dan");

  /** Columns of random numbers; the metrics have those below. */
  private static final int ESTIMATORS_COLUMN = 16;

  private static final int DEPTH_COLUMN = 17;
  private static final int RATE_COLUMN = 18;
  private static final int OPTIMIZER_COLUMN = 19;
  private static final int BATCH_COLUMN = 20;
  private static final int DROPOUT_COLUMN = 21;
  private static final int MODEL_COLUMN = 22;
  private static final int USER_COLUMN = 23;
  private static final int SWEEP_COLUMN = 24;
  private static final int RARE_COLUMN = 25;

  private final long seed;

  Sweep(long seed) {
    this.seed = seed;
  }

  static String name(int run) {
    return String.format("%s%07d", NAME_START, run);
  }

  /** The run of that name. */
  static int ofName(String name) throws IOException {
    if (!name.matches(NAME_START + "\\d{7,8}")) {
      throw new IOException("a run that is not of the sweep: " + name);
    }
    return Integer.parseInt(name, NAME_START.length(), name.length(), 10);
  }

  /** Milliseconds; rises with the run. */
  static long startTime(int run) {
    return FIRST_START + run * BETWEEN_STARTS;
  }

  double metric(String key, int run) {
    int column = METRICS.indexOf(key);
    if (column < 0) {
      throw new IllegalArgumentException("no metric " + key);
    }
    double value = unit(column, run);
    if (!key.equals("rare")) {
      return value;
    }
    long chosen = Long.remainderUnsigned(hash(RARE_COLUMN, run / RARE_RUNS), RARE_RUNS);
    return run % RARE_RUNS == chosen ? RARE + 0.0001 + value * 0.0008 : value * RARE;
  }

  String estimators(int run) {
    return pick(ESTIMATORS, ESTIMATORS_COLUMN, run);
  }

  String sweep(int run) {
    return "s" + Long.remainderUnsigned(hash(SWEEP_COLUMN, run), SWEEPS);
  }

  byte[] createBody(String experimentId, int run) {
    String name = name(run);
    String user = pick(USERS, USER_COLUMN, run);
    StringBuilder json = new StringBuilder(512);
    json.append("{\"experiment_id\": \"").append(experimentId);
    json.append("\", \"user_id\": \"").append(user);
    json.append("\", \"run_name\": \"").append(name);
    json.append("\", \"start_time\": ").append(startTime(run));
    json.append(", \"tags\": [");
    text(json, "mlflow.runName", name).append(", ");
    text(json, "mlflow.user", user).append(", ");
    text(json, "mlflow.source.name", "train.py").append(", ");
    text(json, "sweep", sweep(run)).append("]}");
    return bytes(json);
  }

  byte[] batchBody(String runId, int run) {
    StringBuilder json = new StringBuilder(1024);
    json.append("{\"run_id\": \"").append(runId).append("\", \"params\": [");
    text(json, "n_estimators", estimators(run)).append(", ");
    text(json, "max_depth", pick(DEPTHS, DEPTH_COLUMN, run)).append(", ");
    text(json, "learning_rate", unit(RATE_COLUMN, run) + "").append(", ");
    text(json, "seed", run + "").append(", ");
    text(json, "optimizer", pick(OPTIMIZERS, OPTIMIZER_COLUMN, run)).append(", ");
    text(json, "batch_size", pick(BATCHES, BATCH_COLUMN, run)).append(", ");
    text(json, "dropout", unit(DROPOUT_COLUMN, run) / 2 + "").append(", ");
    text(json, "model", pick(MODELS, MODEL_COLUMN, run)).append("], \"metrics\": [");
    for (String key : METRICS) {
      json.append(key.equals(METRICS.get(0)) ? "" : ", ").append("{\"key\": \"").append(key);
      json.append("\", \"value\": ").append(metric(key, run));
      json.append(", \"timestamp\": ").append(startTime(run) + BETWEEN_STARTS / 2);
      json.append(", \"step\": 10}");
    }
    return bytes(json.append("]}"));
  }

  byte[] finishBody(String runId, int run) {
    return bytes(
        new StringBuilder("{\"run_id\": \"" + runId + "\", \"status\": \"FINISHED\", ")
            .append("\"end_time\": ")
            .append(startTime(run) + BETWEEN_STARTS - 1)
            .append('}'));
  }

  /** Uniform in [0, 1), never twice in a column: the low bits are the run itself. */
  private double unit(int column, int run) {
    long random = (hash(column, run) >>> 11) & -MOST_RUNS;
    return (random | run) * 0x1p-53;
  }

  private String pick(List<String> values, int column, int run) {
    return values.get((int) Long.remainderUnsigned(hash(column, run), values.size()));
  }

  private long hash(int column, long n) {
    return mix(mix(mix(seed) + column) + n);
  }

  /** The finalizer of SplitMix64. */
  private static long mix(long n) {
    long z = n + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  private static StringBuilder text(StringBuilder json, String key, String value) {
    return json.append("{\"key\": \"")
        .append(key)
        .append("\", \"value\": \"")
        .append(value)
        .append("\"}");
  }

  private static byte[] bytes(StringBuilder json) {
    return json.toString().getBytes(StandardCharsets.US_ASCII);
  }
}
