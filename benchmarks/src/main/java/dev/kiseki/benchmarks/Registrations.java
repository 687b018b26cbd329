package dev.kiseki.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Fills a registry, creates versions with {@value #CLIENTS} clients on as many models, resolves an
 * alias and searches. First answers are checked; versions must be numbered without gaps.
 */
final class Registrations {
  private static final int CLIENTS = 8;
  private static final int TEAMS = 100;
  private static final int PAGE = 50;
  static final Pattern VERSION = Pattern.compile("\"version\"\\s*:\\s*\"(\\d+)\"");
  private static final Pattern NAME = Pattern.compile("\"name\"\\s*:\\s*\"");

  private final URI server;
  private final String prefix;
  private final int models;
  private final int versions;

  /**
   * @param models that are there besides those that versions are made of while it is measured
   * @param versions of each
   */
  Registrations(URI server, String prefix, int models, int versions) {
    this.server = server;
    this.prefix = prefix;
    this.models = models;
    this.versions = versions;
  }

  String model(int number) {
    return String.format(Locale.ROOT, "%s-%05d", prefix, number);
  }

  /**
   * Every hundredth model is of the same team; each version has a tag of its own, and another one
   * that half of them have.
   */
  void fill() throws IOException {
    LongAdder made = new LongAdder();
    Crew.run(
        CLIENTS,
        client -> {
          try (HttpConnection http = new HttpConnection(server)) {
            for (int model = client; model < models; model += CLIENTS) {
              createModel(http, model(model), "team" + model % TEAMS);
              for (int version = 1; version <= versions; version++) {
                String half = ", {\"key\": \"half\", \"value\": \"" + version % 2 + "\"}";
                createVersion(http, model(model), "k" + model + "-" + version, half);
                made.increment();
              }
              setAlias(http, model(model), versions);
            }
          }
        },
        () -> made.sum() + " of " + (long) models * versions + " versions");
  }

  List<SearchFigures> measure(Duration warmUp, Duration measured) throws IOException {
    List<SearchFigures> figures = new ArrayList<>();
    figures.add(create(warmUp, measured));
    figures.addAll(reads(warmUp, measured));
    return figures;
  }

  /** What is looked up and searched; makes nothing. */
  List<SearchFigures> reads(Duration warmUp, Duration measured) throws IOException {
    List<SearchFigures> figures = new ArrayList<>();
    String middle = encode(model(models / 2));
    figures.add(
        read(
            "alias",
            "resolve an alias",
            "registered-models/alias?name=" + middle + "&alias=champion",
            VERSION,
            1,
            warmUp,
            measured));
    figures.add(
        read(
            "prefix",
            "models by the beginning of their name",
            "registered-models/search?max_results="
                + PAGE
                + "&filter="
                + encode(
                    "name LIKE '" + model(models / 2).substring(0, prefix.length() + 4) + "%'"),
            NAME,
            10,
            warmUp,
            measured));
    figures.add(
        read(
            "model-tag",
            "models by a tag, one in " + TEAMS,
            "registered-models/search?max_results="
                + PAGE
                + "&filter="
                + encode("name LIKE '" + prefix + "%' AND tags.team = 'team7'"),
            NAME,
            1,
            warmUp,
            measured));
    figures.add(
        read(
            "version-tag",
            "the one version with a tag",
            "model-versions/search?max_results="
                + PAGE
                + "&filter="
                + encode("tags.mark = 'k" + models / 2 + "-1' AND name LIKE '" + prefix + "%'"),
            VERSION,
            1,
            warmUp,
            measured));
    return figures;
  }

  private SearchFigures create(Duration warmUp, Duration measured) throws IOException {
    Histogram times = new ConcurrentHistogram(Duration.ofMinutes(10).toNanos(), 3);
    long from = System.nanoTime() + warmUp.toNanos();
    long to = from + measured.toNanos();
    LongAdder made = new LongAdder();
    StolenTime stolen = StolenTime.fromNow();
    Crew.run(
        CLIENTS,
        client -> {
          String name = prefix + "-new-" + client;
          try (HttpConnection http = new HttpConnection(server)) {
            createModel(http, name, "new");
            long start = System.nanoTime();
            for (int expected = 1; start < to; expected++) {
              int number = createVersion(http, name, "new", "");
              long end = System.nanoTime();
              if (number != expected) {
                throw new IOException("version " + number + " of " + name + ", not " + expected);
              }
              if (start >= from) {
                Repeated.record(times, end - start);
              }
              made.increment();
              start = end;
            }
          }
        },
        () -> made.sum() + " versions");
    return Repeated.figures(
        "create",
        "create model version, " + CLIENTS + " clients on as many models",
        times,
        1,
        measured.toNanos(),
        stolen.share());
  }

  /** A GET that finds a few rows at least. */
  SearchFigures read(
      String name,
      String title,
      String route,
      Pattern row,
      int least,
      Duration warmUp,
      Duration measured)
      throws IOException {
    try (HttpConnection http = new HttpConnection(server)) {
      HttpConnection.Answer first = http.get(Mlflow.API + route);
      long rows = row.matcher(Mlflow.ok(first)).results().count();
      if (rows < Math.min(least, models)) {
        throw new IOException(title + ": " + rows + " rows: " + first.text());
      }
      return Repeated.measure(
          name, title, (int) rows, first, () -> http.get(Mlflow.API + route), warmUp, measured);
    }
  }

  private static void createModel(HttpConnection http, String name, String team)
      throws IOException {
    post(
        http,
        "registered-models/create",
        "{\"name\": \"%s\", \"tags\": [{\"key\": \"team\", \"value\": \"%s\"}]}"
            .formatted(name, team));
  }

  /**
   * @param moreTags JSON objects after a comma each
   */
  private static int createVersion(HttpConnection http, String name, String mark, String moreTags)
      throws IOException {
    String answer =
        post(
            http,
            "model-versions/create",
            ("{\"name\": \"%s\", \"source\": \"s3://bucket/models/%s/%s\", \"run_id\":"
                    + " \"%s\", \"tags\": [{\"key\": \"mark\","
                    + " \"value\": \"%s\"}%s]}")
                .formatted(name, name, mark, runId(), mark, moreTags));
    Matcher version = VERSION.matcher(answer);
    if (!version.find()) {
      throw new IOException("no version in " + answer);
    }
    return Integer.parseInt(version.group(1));
  }

  /** Versions are of many runs. */
  private static String runId() {
    return UUID.randomUUID().toString().replace("-", "");
  }

  private static void setAlias(HttpConnection http, String name, int version) throws IOException {
    post(
        http,
        "registered-models/alias",
        "{\"name\": \"%s\", \"alias\": \"champion\", \"version\": \"%d\"}"
            .formatted(name, version));
  }

  private static String post(HttpConnection http, String path, String body) throws IOException {
    byte[] head = http.postHead(Mlflow.API + path);
    return Mlflow.ok(http.post(head, body.getBytes(StandardCharsets.UTF_8)));
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
