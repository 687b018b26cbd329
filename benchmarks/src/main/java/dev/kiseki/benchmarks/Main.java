package dev.kiseki.benchmarks;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The command line. Ends with 1 and a sentence when a workload failed, so a script can tell. */
public final class Main {
  private static final String USAGE =
      """
      usage: benchmarks URL [--seconds 10] [--warm-up 20] [--only NAME,..] [--durability TEXT] [--out FILE]
             benchmarks --compare NAME=FILE NAME=FILE
             benchmarks fill URL --experiment NAME [--runs 20000] [--from 0] [--seed 1] [--clients 8]
                [--finish no]
             benchmarks search URL --experiment NAME [--runs 20000] [--seed 1] [--seconds 5] [--warm-up 3]
                [--only QUERY,..] [--paging yes] [--while-logging POINTS_A_SECOND]
                [--warm-up-logging 60] [--out FILE]
             benchmarks history URL [--points 100000] [--settle 0] [--seconds 5] [--warm-up 3] [--out FILE]
             benchmarks wide URL [--only LOAD,..] [--runs 10000] [--keys 20] [--clients 16] [--seconds 60]
                [--warm-up 20] [--wide-keys 50000] [--steps 5] [--points 10000000] [--settle 60]
                [--cassandra-pid PID] [--away 600]
             benchmarks columns URL [--points 1000000] [--settle 60] [--seconds 10] [--warm-up 20] [--out FILE]
             benchmarks stored URL [--points 600000]
             benchmarks registry URL [--models 100] [--versions 10] [--logged 1000] [--seconds 5] [--warm-up 10] [--out FILE]
             benchmarks catalog-fill URL --name NAME [--experiments 10000] [--models 20000] [--versions 25] [--logged 100000]
             benchmarks catalog URL (as for catalog-fill) [--seconds 5] [--warm-up 10] [--out FILE]
             benchmarks --compare-searches NAME=FILE NAME=FILE ..
      workloads: %s
      queries:   %s
      loads:     %s
      """;

  private Main() {}

  /** Measures or fills a server, or prints the figures of several such runs side by side. */
  public static void main(String[] args) throws InterruptedException {
    try {
      switch (args.length == 0 ? "" : args[0]) {
        case "--compare" -> compare(args);
        case "--compare-searches" -> compareSearches(args);
        case "fill" -> fill(args);
        case "search" -> search(args);
        case "history" -> history(args);
        case "wide" -> wide(args);
        case "columns" -> columns(args);
        case "registry" -> registry(args);
        case "catalog-fill" ->
            new BigCatalog(server(args, 1), new Options(args, 2, BigCatalog.SIZES)).fill();
        case "catalog" -> catalog(args);
        case "stored" ->
            new Stored(
                    server(args, 1),
                    new Options(args, 2, Set.of("points")).number("points", 600_000))
                .run();
        default -> measure(args);
      }
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.err.print(
          USAGE.formatted(
              names(Workload.ALL, Workload::name),
              names(Query.ALL, Query::name),
              names(Wide.LOADS, Wide.Load::name)));
      System.exit(2);
    } catch (IOException e) {
      System.err.println("failed: " + e.getMessage());
      System.exit(1);
    }
  }

  private static void measure(String[] args) throws IOException, InterruptedException {
    Options options =
        new Options(args, 1, Set.of("seconds", "warm-up", "only", "durability", "out"));
    Press press =
        new Press(
            server(args, 0), options.seconds("warm-up", "20"), options.seconds("seconds", "10"));
    List<Figures> figures = new ArrayList<>();
    for (Workload workload : options.only(Workload.ALL, Workload::name)) {
      System.err.println("running " + workload.title());
      try {
        figures.add(press.run(workload));
      } catch (IOException e) {
        throw new IOException(workload.title() + ": " + e.getMessage(), e);
      }
      keep(options, figures, Figures::toLine);
    }
    System.out.println(Tables.of(figures));
    System.out.println(
        "Measured "
            + options.text("seconds", "10")
            + " s after "
            + options.text("warm-up", "20")
            + " s of warm-up; durability: "
            + options.text("durability", "not given")
            + "; "
            + machine());
  }

  private static void fill(String[] args) throws IOException, InterruptedException {
    Options options =
        new Options(args, 2, Set.of("experiment", "runs", "from", "seed", "clients", "finish"));
    int from = options.number("from", 0);
    int clients = options.number("clients", 8);
    String experiment = options.text("experiment");
    String id;
    try (Mlflow mlflow = new Mlflow(server(args, 1))) {
      id = from == 0 ? mlflow.createExperiment(experiment) : mlflow.experimentNamed(experiment);
    }
    int to = options.number("runs", 20_000);
    Optional<StateSize> before = StateSize.of(server(args, 1));
    Fill.Result result =
        new Fill(
                server(args, 1),
                id,
                new Sweep(options.number("seed", 1)),
                from,
                to,
                clients,
                options.yes("finish", false))
            .run();
    System.out.println("Filled by " + clients + " clients: " + result + "; " + machine());
    Optional<StateSize> after = StateSize.of(server(args, 1));
    if (before.isPresent() && after.isPresent() && to > from) {
      System.out.println(after.get().perRunSince(before.get(), to - from));
    }
  }

  private static void search(String[] args) throws IOException {
    Options options =
        new Options(
            args,
            2,
            Set.of(
                "experiment",
                "runs",
                "seed",
                "seconds",
                "warm-up",
                "only",
                "paging",
                "while-logging",
                "warm-up-logging",
                "out"));
    int runs = options.number("runs", 20_000);
    Duration warmUp = options.seconds("warm-up", "3");
    Duration measured = options.seconds("seconds", "5");
    String id;
    try (Mlflow mlflow = new Mlflow(server(args, 1))) {
      id = mlflow.experimentNamed(options.text("experiment"));
    }
    List<SearchFigures> figures = new ArrayList<>();
    try (Searches searches =
        new Searches(server(args, 1), id, new Sweep(options.number("seed", 1)), runs)) {
      for (Query query : options.only(Query.ALL, Query::name)) {
        System.err.println("searching " + query.title());
        figures.add(searches.measure(query, warmUp, measured));
        keep(options, figures, SearchFigures::toLine);
      }
      if (options.yes("paging", true)) {
        System.err.println("paging through " + runs + " runs");
        figures.add(searches.page());
        keep(options, figures, SearchFigures::toLine);
      }
      if (options.has("while-logging")) {
        figures.addAll(whileLogging(options, server(args, 1), id, searches));
        keep(options, figures, SearchFigures::toLine);
      }
    }
    System.out.println(SearchFigures.table(figures));
    if (options.yes("paging", true)) {
      double seconds =
          figures.stream()
              .filter(f -> f.name().equals(Query.PAGING.name()))
              .findFirst()
              .orElseThrow()
              .seconds();
      System.out.printf(Locale.ROOT, "All pages took %.1f s, every run exactly once.%n", seconds);
    }
    System.out.printf(
        Locale.ROOT,
        "%,d runs; one client, each query %s s after %s s of warm-up; every first answer was the"
            + " expected one; %s%n",
        runs,
        options.text("seconds", "5"),
        options.text("warm-up", "3"),
        machine());
  }

  private static void history(String[] args) throws IOException {
    Options options = new Options(args, 2, Set.of("points", "settle", "seconds", "warm-up", "out"));
    String experiment = "history " + System.currentTimeMillis();
    int points = options.number("points", 100_000);
    System.err.println("logging " + points + " points of one run, and those of many");
    long begin = System.nanoTime();
    try (Curves curves = new Curves(server(args, 1), experiment, points)) {
      System.out.printf(
          Locale.ROOT,
          "Logged in %.1f s: %,d points of one run, %,d of each of %d more; %s s later they are read.%n%n",
          (System.nanoTime() - begin) / 1e9,
          points,
          Curves.POINTS_EACH,
          Curves.RUNS,
          options.text("settle", "0"));
      sleep(options.seconds("settle", "0"));
      List<SearchFigures> figures =
          curves.measure(options.seconds("warm-up", "3"), options.seconds("seconds", "5"));
      keep(options, figures, SearchFigures::toLine);
      System.out.println(SearchFigures.table(figures));
    }
    System.out.println(
        "One client, each read %s s after %s s of warm-up; every first answer was the expected one; %s"
            .formatted(options.text("seconds", "5"), options.text("warm-up", "3"), machine()));
  }

  private static void wide(String[] args) throws IOException {
    Options options =
        new Options(
            args,
            2,
            Set.of(
                "only",
                "runs",
                "keys",
                "clients",
                "seconds",
                "warm-up",
                "wide-keys",
                "steps",
                "points",
                "settle",
                "cassandra-pid",
                "away"));
    new Wide(server(args, 1), options).run();
    System.out.println(machine());
  }

  private static void columns(String[] args) throws IOException {
    Options options = new Options(args, 2, Set.of("points", "settle", "seconds", "warm-up", "out"));
    String experiment = "columns " + System.currentTimeMillis();
    int points = options.number("points", 1_000_000);
    System.err.println("logging " + points + " points");
    try (Columns columns = new Columns(server(args, 1), experiment, points)) {
      sleep(options.seconds("settle", "60"));
      SearchFigures figures =
          columns.measure(options.seconds("warm-up", "20"), options.seconds("seconds", "10"));
      keep(options, List.of(figures), SearchFigures::toLine);
      System.out.println(SearchFigures.table(List.of(figures)));
      System.out.printf(
          Locale.ROOT,
          "%,.0f points/s at the median, %,.0f over all of the time%n",
          points / figures.p50() * 1e3,
          (double) points * figures.requests() / figures.seconds());
    }
    System.out.println(
        "One client, %s s after %s s of warm-up; the first answer had as many points as were logged, with the same sum; %s"
            .formatted(options.text("seconds", "10"), options.text("warm-up", "20"), machine()));
  }

  private static void registry(String[] args) throws IOException {
    Options options =
        new Options(args, 2, Set.of("models", "versions", "logged", "seconds", "warm-up", "out"));
    Duration warmUp = options.seconds("warm-up", "10");
    Duration measured = options.seconds("seconds", "5");
    String name = "bench" + System.currentTimeMillis();
    int models = options.number("models", 100);
    int versions = options.number("versions", 10);
    Registrations registry = new Registrations(server(args, 1), name, models, versions);
    registry.fill();
    List<SearchFigures> figures = new ArrayList<>(registry.measure(warmUp, measured));
    keep(options, figures, SearchFigures::toLine);
    LoggedModels logged = new LoggedModels(server(args, 1), name, options.number("logged", 1_000));
    logged.fill();
    figures.add(logged.search(warmUp, measured));
    keep(options, figures, SearchFigures::toLine);
    System.out.println(SearchFigures.table(figures));
    SearchFigures create = figures.get(0);
    System.out.printf(
        Locale.ROOT,
        "%,.0f versions created in a second, numbered without gaps. %,d models of %,d versions each. %s%n",
        create.requests() / create.seconds(),
        models,
        versions,
        machine());
  }

  private static void catalog(String[] args) throws IOException {
    Set<String> known = new HashSet<>(BigCatalog.SIZES);
    known.addAll(Set.of("seconds", "warm-up", "out"));
    Options options = new Options(args, 2, known);
    BigCatalog catalog = new BigCatalog(server(args, 1), options);
    List<SearchFigures> figures =
        catalog.measure(options.seconds("warm-up", "10"), options.seconds("seconds", "5"));
    keep(options, figures, SearchFigures::toLine);
    System.out.println(SearchFigures.table(figures));
    System.out.println(catalog + ". " + machine());
  }

  private static void sleep(Duration time) throws IOException {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  /** The same queries once more, while points are logged. */
  private static List<SearchFigures> whileLogging(
      Options options, URI server, String experimentId, Searches searches) throws IOException {
    List<SearchFigures> figures = new ArrayList<>();
    int points = options.number("while-logging", 0);
    Duration warmUp = options.seconds("warm-up-logging", "60");
    try (Logging logging = new Logging(server, experimentId, points)) {
      System.err.println("logging for " + warmUp.toSeconds() + " s before the first search");
      // What logging needs is compiled by then, and its first history written.
      sleep(warmUp);
      for (Query query : options.only(Query.ALL, Query::name)) {
        System.err.println("searching while points are logged: " + query.title());
        figures.add(
            searches
                .measure(query, options.seconds("warm-up", "3"), options.seconds("seconds", "5"))
                .called(query.name() + "-logging", query.title() + ", while points are logged"));
      }
      System.out.printf(
          Locale.ROOT, "Logged meanwhile: %,.0f points/s of %,d.%n%n", logging.rate(), points);
    }
    return figures;
  }

  private static void compare(String[] args) throws IOException {
    if (args.length != 3) {
      throw new IllegalArgumentException("two times NAME=FILE expected");
    }
    System.out.println(
        Tables.sideBySide(
            named(args[1])[0],
            read(args[1], Figures::ofLine),
            named(args[2])[0],
            read(args[2], Figures::ofLine)));
    System.out.println(machine());
  }

  private static void compareSearches(String[] args) throws IOException {
    if (args.length < 3) {
      throw new IllegalArgumentException("two times NAME=FILE expected, or more");
    }
    List<SearchFigures.Column> columns = new ArrayList<>();
    for (String arg : Arrays.asList(args).subList(1, args.length)) {
      columns.add(new SearchFigures.Column(named(arg)[0], read(arg, SearchFigures::ofLine)));
    }
    System.out.println(SearchFigures.sideBySide(columns));
    System.out.println(machine());
  }

  private static <F> List<F> read(String arg, Function<String, F> ofLine) throws IOException {
    return Files.readAllLines(Path.of(named(arg)[1])).stream().map(ofLine).toList();
  }

  private static String[] named(String arg) {
    String[] named = arg.split("=", 2);
    if (named.length != 2) {
      throw new IllegalArgumentException("NAME=FILE expected, not " + arg);
    }
    return named;
  }

  /** Writes all figures so far, so that a later failure leaves them. */
  private static <F> void keep(Options options, List<F> figures, Function<F, String> toLine)
      throws IOException {
    if (options.has("out")) {
      Files.write(Path.of(options.text("out")), figures.stream().map(toLine).toList());
    }
  }

  private static URI server(String[] args, int place) {
    if (args.length <= place) {
      throw new IllegalArgumentException("no URL");
    }
    return URI.create(args[place]);
  }

  private static <T> String names(List<T> all, Function<T, String> name) {
    return String.join(",", all.stream().map(name).toList());
  }

  private static String machine() {
    return "%d cores, %s %s, generator on JDK %s, on the same machine"
        .formatted(
            Runtime.getRuntime().availableProcessors(),
            System.getProperty("os.name"),
            System.getProperty("os.version"),
            System.getProperty("java.version"));
  }
}
