package dev.kiseki.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Pattern;

/**
 * A catalog as large as a large installation's, and what is looked up and searched in it. {@code
 * benchmarks/catalog.sql} puts the same one into MLflow's tables, for which requests would take
 * hours: names, tags and metrics must be alike in both.
 */
final class BigCatalog {
  static final Set<String> SIZES = Set.of("name", "experiments", "models", "versions", "logged");

  private static final int CLIENTS = 8;
  private static final int PAGE = 50;
  private static final Pattern EXPERIMENT = Pattern.compile("\"experiment_id\"\\s*:\\s*\"");

  private final URI server;
  private final String name;
  private final int experiments;
  private final int models;
  private final int versions;
  private final int loggedModels;
  private final Registrations registry;
  private final LoggedModels logged;

  BigCatalog(URI server, Options options) {
    this.server = server;
    this.name = options.text("name");
    this.experiments = options.number("experiments", 10_000);
    this.models = options.number("models", 20_000);
    this.versions = options.number("versions", 25);
    this.loggedModels = options.number("logged", 100_000);
    this.registry = new Registrations(server, name, models, versions);
    this.logged = new LoggedModels(server, name + " logged", loggedModels);
  }

  private String experiment(int number) {
    return String.format(Locale.ROOT, "%s experiment-%05d", name, number);
  }

  /** By requests. */
  void fill() throws IOException {
    long begin = System.nanoTime();
    LongAdder made = new LongAdder();
    Crew.run(
        CLIENTS,
        client -> {
          try (Mlflow mlflow = new Mlflow(server)) {
            for (int number = client; number < experiments; number += CLIENTS) {
              var unused = mlflow.createExperiment(experiment(number));
              made.increment();
            }
          }
        },
        () -> made.sum() + " of " + experiments + " experiments");
    begin = filled(experiments, "experiments", begin);
    registry.fill();
    begin = filled((long) models * versions, "versions with their models", begin);
    logged.fill();
    filled(loggedModels, "logged models", begin);
  }

  private static long filled(long count, String what, long begin) {
    long now = System.nanoTime();
    double seconds = (now - begin) / 1e9;
    System.out.printf(
        Locale.ROOT, "%,d %s in %.0f s, %,.0f/s%n", count, what, seconds, count / seconds);
    return now;
  }

  List<SearchFigures> measure(Duration warmUp, Duration measured) throws IOException {
    List<SearchFigures> figures = new ArrayList<>();
    figures.add(
        registry.read(
            "experiment",
            "an experiment by its name",
            "experiments/get-by-name?experiment_name="
                + Registrations.encode(experiment(experiments / 2)),
            EXPERIMENT,
            1,
            warmUp,
            measured));
    figures.addAll(registry.reads(warmUp, measured));
    figures.add(
        versions(
            "versions",
            "the versions of a model",
            "name = '" + registry.model(models / 2) + "'",
            Math.min(PAGE, versions),
            warmUp,
            measured));
    figures.add(
        versions(
            "newest",
            "the newest " + PAGE + " versions with a tag that half of them have",
            "tags.half = '1'",
            PAGE,
            warmUp,
            measured));
    figures.add(logged.search(warmUp, measured));
    return figures;
  }

  private SearchFigures versions(
      String query, String title, String filter, int least, Duration warmUp, Duration measured)
      throws IOException {
    String route =
        "model-versions/search?max_results=%d&order_by=last_updated_timestamp%%20DESC&filter=%s"
            .formatted(PAGE, Registrations.encode(filter));
    return registry.read(query, title, route, Registrations.VERSION, least, warmUp, measured);
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%,d experiments, %,d models of %,d versions each with two tags, %,d logged models",
        experiments,
        models,
        versions,
        loggedModels);
  }
}
