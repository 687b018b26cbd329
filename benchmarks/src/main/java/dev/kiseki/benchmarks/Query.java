package dev.kiseki.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.PriorityQueue;

/**
 * A search over a sweep, and what it must find: the same filter and order once more, as code that
 * looks at every run.
 *
 * @param name one word for the command line
 * @param filter in MLflow's language; empty = none
 * @param order one {@code order_by} item; empty = the server's own, newest first
 * @param rows most rows in the answer
 */
record Query(String name, String filter, String order, int rows, Condition condition, Key key) {
  /** Whether a run passes. */
  interface Condition {
    boolean passes(Sweep sweep, int run);
  }

  /** What runs are ordered by, the least first. */
  interface Key {
    double of(Sweep sweep, int run);
  }

  private static final Key NEWEST_FIRST = (sweep, run) -> -Sweep.startTime(run);
  private static final Key BEST_FIRST = (sweep, run) -> -sweep.metric("f1_macro", run);
  private static final Key LEAST_LOSS_FIRST = (sweep, run) -> sweep.metric("loss", run);
  private static final Condition ANY = (sweep, run) -> true;
  private static final int PAGE = 50;

  static final List<Query> ALL =
      List.of(
          new Query(
              "metric-and-param",
              "metrics.accuracy > 0.9 AND params.n_estimators = '100'",
              "metrics.f1_macro DESC",
              PAGE,
              (s, run) -> s.metric("accuracy", run) > 0.9 && s.estimators(run).equals("100"),
              BEST_FIRST),
          new Query("best", "", "metrics.f1_macro DESC", PAGE, ANY, BEST_FIRST),
          new Query("newest", "", "attributes.start_time DESC", 100, ANY, NEWEST_FIRST),
          new Query(
              "one-hit", "params.seed = '777'", "", PAGE, (sweep, run) -> run == 777, NEWEST_FIRST),
          new Query(
              "tag-and-metric",
              "tags.sweep = 's17' AND metrics.accuracy > 0.5",
              "metrics.loss ASC",
              PAGE,
              (s, run) -> s.sweep(run).equals("s17") && s.metric("accuracy", run) > 0.5,
              LEAST_LOSS_FIRST),
          new Query(
              "page-1000",
              "metrics.accuracy > 0.5",
              "metrics.f1_macro DESC",
              1000,
              (sweep, run) -> sweep.metric("accuracy", run) > 0.5,
              BEST_FIRST),
          new Query(
              "rare-other-order",
              "metrics.rare > " + Sweep.RARE,
              "metrics.loss ASC",
              PAGE,
              (sweep, run) -> sweep.metric("rare", run) > Sweep.RARE,
              LEAST_LOSS_FIRST));

  /** All runs, page after page. */
  static final Query PAGING =
      new Query("paging", "", "metrics.loss ASC", 1000, ANY, LEAST_LOSS_FIRST);

  String title() {
    return (filter.isEmpty() ? "no filter" : "`" + filter + "`")
        + (order.isEmpty() ? "" : ", `" + order + "`")
        + (rows == PAGE ? "" : String.format(Locale.ROOT, ", page of %,d", rows));
  }

  /** The body of runs/search. */
  byte[] body(String experimentId, String pageToken) {
    return ("{\"experiment_ids\": [\"%s\"], \"filter\": \"%s\", \"order_by\": [%s],"
            + " \"max_results\": %d, \"page_token\": \"%s\"}")
        .formatted(
            experimentId, filter, order.isEmpty() ? "" : "\"" + order + "\"", rows, pageToken)
        .getBytes(StandardCharsets.UTF_8);
  }

  /** The rows of the first page among the first {@code runs} runs of the sweep, in order. */
  List<Integer> expected(Sweep sweep, int runs) {
    Comparator<Integer> byKey = Comparator.comparingDouble(run -> key.of(sweep, run));
    PriorityQueue<Integer> lastFirst = new PriorityQueue<>(byKey.reversed());
    for (int run = 0; run < runs; run++) {
      if (!condition.passes(sweep, run)) {
        continue;
      }
      if (lastFirst.size() < rows) {
        lastFirst.add(run);
      } else if (byKey.compare(run, lastFirst.peek()) < 0) {
        lastFirst.poll();
        lastFirst.add(run);
      }
    }
    return lastFirst.stream().sorted(byKey).toList();
  }
}
