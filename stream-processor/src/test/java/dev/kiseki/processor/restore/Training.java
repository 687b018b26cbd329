package dev.kiseki.processor.restore;

import dev.kiseki.event.Header;
import dev.kiseki.event.KeyValue;
import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.id.RunStatus;
import dev.kiseki.event.run.MetricColumns;
import dev.kiseki.event.run.RunEvent;
import dev.kiseki.event.run.RunProposal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;

/**
 * What one training writes: 20 params, 10 metrics and 6 tags, in {@value #EVENTS} records. The same
 * number always gives the same training.
 */
final class Training {
  static final int EVENTS = 4;
  static final int PARAMS = 20;
  static final int METRICS = 10;
  static final int TAGS = 6;
  private static final long BEGIN = 1_760_000_000_000L;

  private final RunId run;
  private final Random random;
  private final long start;

  Training(int number) {
    this.random = new Random(number * 31L + 7);
    this.run = new RunId(String.format("%016x%016x", random.nextLong(), random.nextLong()));
    this.start = BEGIN + number * 1_000L;
  }

  RunId run() {
    return run;
  }

  RunEvent event(int index) {
    return switch (index) {
      case 0 ->
          of(
              start,
              new RunProposal.Create(
                  new ExperimentId(1 + Math.floorMod(start, 50)),
                  "unruly-finch-" + Math.floorMod(start, 1_000),
                  "trainer",
                  start,
                  "s3://kiseki/" + Math.floorMod(start, 50) + "/" + run + "/artifacts",
                  List.of(
                      new KeyValue("mlflow.runName", "unruly-finch-" + Math.floorMod(start, 1_000)),
                      new KeyValue("mlflow.user", "trainer"),
                      new KeyValue("mlflow.source.name", "/srv/training/train.py"),
                      new KeyValue("mlflow.source.type", "LOCAL"))));
      case 1 ->
          of(
              start + 50,
              new RunProposal.LogBatch(
                  RunProposal.Origin.LOG_BATCH,
                  points(0),
                  params(),
                  List.of(
                      new KeyValue("mlflow.source.git.commit", "" + run.text().hashCode()),
                      new KeyValue("team", "vision"))));
      case 2 ->
          of(
              start + 60_000,
              new RunProposal.LogBatch(
                  RunProposal.Origin.LOG_BATCH, points(1), List.of(), List.of()));
      case 3 ->
          of(
              start + 120_000,
              new RunProposal.Update(
                  Optional.of(RunStatus.FINISHED),
                  OptionalLong.of(start + 120_000),
                  Optional.empty()));
      default -> throw new IllegalArgumentException("no event " + index);
    };
  }

  private RunEvent of(long sentAt, RunProposal proposal) {
    return new RunEvent(Header.of("measurement", sentAt), run, proposal);
  }

  private MetricColumns points(int step) {
    MetricColumns.Builder points = new MetricColumns.Builder();
    for (int i = 0; i < METRICS; i++) {
      points.add("val/metric_" + i, step, start + 60_000L * step, random.nextDouble());
    }
    return points.build();
  }

  private List<KeyValue> params() {
    List<KeyValue> params = new ArrayList<>();
    for (int i = 0; i < PARAMS; i++) {
      String value =
          switch (i % 4) {
            case 0 -> Integer.toString(random.nextInt(1_024));
            case 1 -> String.format(Locale.ROOT, "%.6g", random.nextDouble());
            case 2 -> List.of("adam", "sgd", "adamw", "lion").get(random.nextInt(4));
            default -> "data/shard-" + random.nextInt(100_000);
          };
      params.add(new KeyValue("model.param_" + i, value));
    }
    return params;
  }
}
