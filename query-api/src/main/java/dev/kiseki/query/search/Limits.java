package dev.kiseki.query.search;

import dev.kiseki.event.fault.TrackingException;

/** How many rows one page may have (MLflow 3.17.2, {@code _validate_max_results_param}). */
final class Limits {
  private static final int MOST = 50_000;

  private Limits() {}

  static void check(long maxResults) {
    if (maxResults < 1) {
      throw invalid(maxResults, "a positive integer");
    }
    if (maxResults > MOST) {
      throw invalid(maxResults, "at most " + MOST);
    }
  }

  private static TrackingException invalid(long maxResults, String rule) {
    return TrackingException.invalid(
        "Invalid value "
            + maxResults
            + " for parameter 'max_results' supplied. It must be "
            + rule);
  }
}
