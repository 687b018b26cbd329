package dev.kiseki.query.search;

import dev.kiseki.event.fault.TrackingException;
import java.util.List;

/** How much one search may ask for. */
final class Limits {
  private static final int MOST = 50_000;

  /** What a processor holds of each row it keeps grows with them; MLflow on SQLite joins 64. */
  private static final int MOST_ORDER_KEYS = 100;

  private Limits() {}

  /** Rows of a page (MLflow 3.17.2, {@code _validate_max_results_param}). */
  static void check(long maxResults) {
    if (maxResults < 1) {
      throw invalid(maxResults, "a positive integer");
    }
    if (maxResults > MOST) {
      throw invalid(maxResults, "at most " + MOST);
    }
  }

  static void checkOrder(List<String> orderBy) {
    checkOrderKeys(orderBy.size());
  }

  static void checkOrderKeys(int keys) {
    if (keys > MOST_ORDER_KEYS) {
      throw TrackingException.invalid(
          "Invalid order_by: it has " + keys + " keys (allowed: at most " + MOST_ORDER_KEYS + ")");
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
