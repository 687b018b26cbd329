package dev.kiseki.standalone.gc;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code ./kiseki gc} was told.
 *
 * @param olderThan what was deleted since then stays
 * @param runs only these; empty = all that are deleted, unless models are named
 * @param models only these; empty = all that are deleted, unless runs are named
 * @param experiments only what is of these; empty = of all
 * @param dryRun only tell what would happen
 * @param every begin again after this time, for ever
 */
record GcOptions(
    Duration olderThan,
    List<String> runs,
    List<String> models,
    List<String> experiments,
    boolean dryRun,
    URI uri,
    Optional<Duration> every) {

  /** Longer than a weekend or a holiday; {@code mlflow gc} without an age takes every one. */
  static final Duration DEFAULT_AGE = Duration.ofDays(30);

  private static final List<String> WITH_VALUE =
      List.of(
          "--older-than",
          "--run-ids",
          "--logged-model-ids",
          "--experiment-ids",
          "--uri",
          "--every");
  private static final String DEFAULT_URI = "http://127.0.0.1:5000";

  GcOptions {
    runs = List.copyOf(runs);
    models = List.copyOf(models);
    experiments = List.copyOf(experiments);
  }

  /**
   * @param environment whose {@code MLFLOW_TRACKING_URI} counts when no option names a server
   */
  static GcOptions parse(List<String> args, Map<String, String> environment) {
    Duration olderThan = DEFAULT_AGE;
    List<String> runs = List.of();
    List<String> models = List.of();
    List<String> experiments = List.of();
    boolean dryRun = false;
    String uri = environment.getOrDefault("MLFLOW_TRACKING_URI", DEFAULT_URI);
    Optional<Duration> every = Optional.empty();
    Deque<String> rest = new ArrayDeque<>(args);
    while (!rest.isEmpty()) {
      String arg = rest.remove();
      int equals = arg.indexOf('=');
      String name = equals < 0 ? arg : arg.substring(0, equals);
      if (name.equals("--dry-run") && equals < 0) {
        dryRun = true;
        continue;
      }
      if (!WITH_VALUE.contains(name)) {
        throw new GcFailure("'" + arg + "' is not an option of gc; see ./kiseki help.");
      }
      String value = equals < 0 ? rest.poll() : arg.substring(equals + 1);
      if (value == null) {
        throw new GcFailure("The option " + name + " needs a value.");
      }
      switch (name) {
        case "--older-than" -> olderThan = Ages.parse(name, value);
        case "--run-ids" -> runs = ids(name, value);
        case "--logged-model-ids" -> models = ids(name, value);
        case "--experiment-ids" -> experiments = ids(name, value);
        case "--uri" -> uri = value;
        default -> every = Optional.of(Ages.parse(name, value));
      }
    }
    if (!(runs.isEmpty() && models.isEmpty()) && !experiments.isEmpty()) {
      throw new GcFailure("Give --experiment-ids, or --run-ids and --logged-model-ids, not both.");
    }
    if (every.isPresent() && every.get().toSeconds() < 1) {
      throw new GcFailure("--every is at least 1s.");
    }
    return new GcOptions(olderThan, runs, models, experiments, dryRun, server(uri), every);
  }

  /** Who names runs or models means these and no others. */
  List<Kind> kinds() {
    return runs.isEmpty() && models.isEmpty()
        ? List.of(Kind.values())
        : Arrays.stream(Kind.values()).filter(kind -> !named(kind).isEmpty()).toList();
  }

  List<String> named(Kind kind) {
    return switch (kind) {
      case RUN -> runs;
      case LOGGED_MODEL -> models;
    };
  }

  /** Whether nothing was named. */
  boolean all() {
    return runs.isEmpty() && models.isEmpty() && experiments.isEmpty();
  }

  /** An empty list would mean all runs, which nobody asked for who wrote one. */
  private static List<String> ids(String name, String list) {
    List<String> ids =
        Arrays.stream(list.split(",", -1)).map(String::strip).filter(id -> !id.isEmpty()).toList();
    if (ids.isEmpty()) {
      throw new GcFailure("The option " + name + " names nothing.");
    }
    return ids;
  }

  private static URI server(String uri) {
    try {
      URI server = URI.create(uri.endsWith("/") ? uri : uri + "/");
      if (server.getHost() != null && String.valueOf(server.getScheme()).startsWith("http")) {
        return server;
      }
    } catch (IllegalArgumentException e) {
      // refused below
    }
    throw new GcFailure("'" + uri + "' is no http address of a tracking server.");
  }
}
