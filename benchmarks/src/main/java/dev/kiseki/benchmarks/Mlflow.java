package dev.kiseki.benchmarks;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The few calls around a workload: what must exist before it, and counting what it left. */
final class Mlflow implements Closeable {
  static final String API = "/api/2.0/mlflow/";

  static final Pattern RUN_ID = Pattern.compile("\"run_id\"\\s*:\\s*\"([^\"]+)\"");
  private static final Pattern EXPERIMENT_ID =
      Pattern.compile("\"experiment_id\"\\s*:\\s*\"([^\"]+)\"");
  static final Pattern TOKEN = Pattern.compile("\"next_page_token\"\\s*:\\s*\"([^\"]+)\"");
  private static final Pattern POINT = Pattern.compile("\"timestamp\"\\s*:");
  private static final Pattern RUN = Pattern.compile("\"run_uuid\"\\s*:");

  private final HttpConnection http;

  Mlflow(URI server) {
    http = new HttpConnection(server);
  }

  String createExperiment(String name) throws IOException {
    return find(EXPERIMENT_ID, post("experiments/create", "{\"name\": \"" + name + "\"}"));
  }

  /** The id of an experiment that is there. */
  String experimentNamed(String name) throws IOException {
    String route = API + "experiments/get-by-name?experiment_name=" + encode(name);
    return find(EXPERIMENT_ID, ok(http.get(route)));
  }

  String createRun(String experimentId) throws IOException {
    String body = "{\"experiment_id\": \"%s\", \"start_time\": 1}".formatted(experimentId);
    return find(RUN_ID, post("runs/create", body));
  }

  void deleteRun(String runId) throws IOException {
    var unused = post("runs/delete", "{\"run_id\": \"" + runId + "\"}");
  }

  /** All points of a key, counted page by page. */
  long countPoints(String runId, String key) throws IOException {
    long count = 0;
    String token = "";
    do {
      String page =
          ok(
              http.get(
                  API
                      + "metrics/get-history?run_id=%s&metric_key=%s&max_results=25000&page_token=%s"
                          .formatted(runId, encode(key), encode(token))));
      count += POINT.matcher(page).results().count();
      token = findOrEmpty(TOKEN, page);
    } while (!token.isEmpty());
    return count;
  }

  /** All runs of an experiment, counted page by page. */
  long countRuns(String experimentId) throws IOException {
    long count = 0;
    String token = "";
    do {
      String page =
          post(
              "runs/search",
              "{\"experiment_ids\": [\"%s\"], \"max_results\": 10000, \"page_token\": \"%s\"}"
                  .formatted(experimentId, token));
      count += RUN.matcher(page).results().count();
      token = findOrEmpty(TOKEN, page);
    } while (!token.isEmpty());
    return count;
  }

  /** The ids of the runs of a {@link Sweep} that are there from this one on. */
  Map<Integer, String> runsFrom(String experimentId, int run) throws IOException {
    Map<Integer, String> found = new HashMap<>();
    String token = "";
    do {
      Page page =
          Page.of(
              post(
                  "runs/search",
                  ("{\"experiment_ids\": [\"%s\"], \"filter\": \"attributes.start_time >= %d\","
                          + " \"page_token\": \"%s\"}")
                      .formatted(experimentId, Sweep.startTime(run), token)));
      for (int row = 0; row < page.ids().size(); row++) {
        if (found.put(page.runs().get(row), page.ids().get(row)) != null) {
          throw new IOException("there are two of " + Sweep.name(page.runs().get(row)));
        }
      }
      token = page.next();
    } while (!token.isEmpty());
    return found;
  }

  private String post(String path, String body) throws IOException {
    return ok(http.post(http.postHead(API + path), body.getBytes(StandardCharsets.UTF_8)));
  }

  /** The text of a 200; any other answer fails. */
  static String ok(HttpConnection.Answer answer) throws IOException {
    if (answer.status() != 200) {
      throw new IOException("answered " + answer.status() + ": " + answer.text());
    }
    return answer.text();
  }

  private static String encode(String text) {
    return java.net.URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  static String find(Pattern pattern, String text) throws IOException {
    String found = findOrEmpty(pattern, text);
    if (found.isEmpty()) {
      throw new IOException("no " + pattern + " in " + text);
    }
    return found;
  }

  static String findOrEmpty(Pattern pattern, String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? matcher.group(1) : "";
  }

  @Override
  public void close() throws IOException {
    http.close();
  }
}
