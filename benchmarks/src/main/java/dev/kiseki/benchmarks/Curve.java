package dev.kiseki.benchmarks;

import java.io.IOException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One metric's history as it was read, page by page.
 *
 * @param fingerprints the sum over its points
 */
record Curve(long points, long fingerprints) {
  private static final int PAGE = 25_000;
  private static final Pattern POINT =
      Pattern.compile(
          "\"value\"\\s*:\\s*\"?([^,\"}]+)\"?\\s*,\\s*\"timestamp\"\\s*:\\s*\"?(\\d+)\"?\\s*,"
              + "\\s*\"step\"\\s*:\\s*\"?(-?\\d+)");

  /**
   * Reads all of it.
   *
   * @throws IOException also for an answer that is not 200
   */
  static Curve read(HttpConnection http, String runId, String key) throws IOException {
    long points = 0;
    long fingerprints = 0;
    String token = "";
    do {
      String page =
          Mlflow.ok(
              http.get(
                  Mlflow.API
                      + "metrics/get-history?run_id=%s&metric_key=%s&max_results=%d&page_token=%s"
                          .formatted(runId, key, PAGE, token)));
      for (Matcher point = POINT.matcher(page); point.find(); points++) {
        fingerprints +=
            Series.fingerprint(
                Long.parseLong(point.group(3)),
                Long.parseLong(point.group(2)),
                Double.parseDouble(point.group(1)));
      }
      token = Mlflow.findOrEmpty(Mlflow.TOKEN, page);
    } while (!token.isEmpty());
    return new Curve(points, fingerprints);
  }

  /**
   * Reads a key that has all steps from the first one on.
   *
   * @throws IOException when points are missing, doubled or others
   */
  static long check(HttpConnection http, String runId, int run, int key, int steps)
      throws IOException {
    Curve found = read(http, runId, Series.key(key));
    if (found.points != steps || found.fingerprints != Series.fingerprints(run, key, steps)) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s of run %s: %,d points acknowledged, %,d found, %s",
              Series.key(key),
              runId,
              steps,
              found.points,
              found.points == steps ? "others" : "or others"));
    }
    return found.points;
  }
}
