package dev.kiseki.benchmarks;

import java.util.List;
import java.util.Random;

/**
 * What a number of clients do, each on a connection of its own and, if it logs points, to a run of
 * its own.
 *
 * @param name one word for the command line
 * @param title what stands in the table
 * @param path the route below {@code /api/2.0/mlflow/}
 * @param clients threads that send one request after the other
 * @param pointsPerRequest metric points in each request, 0 if it logs none
 * @param keys different metric keys in each request
 */
record Workload(
    String name, String title, String path, int clients, int pointsPerRequest, int keys) {

  static final Workload ONE_METRIC =
      new Workload("metric-1", "log-metric, 1 client", "runs/log-metric", 1, 1, 1);
  static final Workload SIXTEEN_METRICS =
      new Workload("metric-16", "log-metric, 16 clients", "runs/log-metric", 16, 1, 1);
  static final Workload BATCH_TEN_KEYS =
      new Workload(
          "batch-4", "log-batch of 10 keys x 100 steps, 4 clients", "runs/log-batch", 4, 1000, 10);
  static final Workload BATCH_ALL_KEYS =
      new Workload(
          "batch-4-keys", "log-batch of 1,000 keys, 4 clients", "runs/log-batch", 4, 1000, 1000);
  static final Workload BATCH_ALONE =
      new Workload(
          "batch-1", "log-batch of 10 keys x 100 steps, 1 client", "runs/log-batch", 1, 1000, 10);
  static final Workload CREATE =
      new Workload("create-4", "runs/create, 4 clients", "runs/create", 4, 0, 0);

  static final List<Workload> ALL =
      List.of(ONE_METRIC, SIXTEEN_METRICS, BATCH_TEN_KEYS, BATCH_ALL_KEYS, BATCH_ALONE, CREATE);

  /** Bodies with different values, used in turn; without them a store would see one value. */
  private static final int VARIANTS = 16;

  boolean logsPoints() {
    return pointsPerRequest > 0;
  }

  List<Body> bodies(String experimentId, String runId, long seed) {
    Random random = new Random(seed);
    if (!logsPoints()) {
      return List.of(
          Body.fixed(
              "{\"experiment_id\": \"%s\", \"user_id\": \"bench\", \"start_time\": 1700000000000,"
                      .formatted(experimentId)
                  + " \"run_name\": \"bench\", \"tags\": [{\"key\": \"mlflow.user\", \"value\":"
                  + " \"bench\"}, {\"key\": \"mlflow.source.name\", \"value\": \"train.py\"}]}"));
    }
    return random
        .longs(VARIANTS)
        .mapToObj(Random::new)
        .map(
            r ->
                pointsPerRequest == 1
                    ? Body.metric(runId, r)
                    : Body.batch(runId, keys, pointsPerRequest / keys, r))
        .toList();
  }
}
