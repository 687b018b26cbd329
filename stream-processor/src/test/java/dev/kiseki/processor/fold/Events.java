package dev.kiseki.processor.fold;

import dev.kiseki.event.Header;
import dev.kiseki.event.KeyValue;
import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.id.RunStatus;
import dev.kiseki.event.run.MetricColumns;
import dev.kiseki.event.run.RunEvent;
import dev.kiseki.event.run.RunProposal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Events of one run, short to write. */
public final class Events {
  public static final RunId RUN = new RunId("0a0b0c0d0e0f00000000000000000001");
  public static final ExperimentId EXPERIMENT = new ExperimentId(7);

  private Events() {}

  public static RunEvent of(RunId run, RunProposal proposal) {
    return new RunEvent(Header.of("test", 1_000), run, proposal);
  }

  public static RunEvent create() {
    return create(RUN);
  }

  public static RunEvent create(RunId run) {
    return of(
        run,
        new RunProposal.Create(
            EXPERIMENT,
            "first",
            "me",
            5,
            "s3://b/7",
            List.of(new KeyValue("mlflow.runName", "first"))));
  }

  public static RunEvent metric(String key, long step, long timestamp, double value) {
    return metric(RUN, key, step, timestamp, value);
  }

  public static RunEvent metric(RunId run, String key, long step, long timestamp, double value) {
    return of(
        run,
        new RunProposal.LogBatch(
            RunProposal.Origin.LOG_METRIC,
            new MetricColumns.Builder().add(key, step, timestamp, value).build(),
            List.of(),
            List.of()));
  }

  public static RunEvent metrics(RunId run, MetricColumns points) {
    return of(
        run, new RunProposal.LogBatch(RunProposal.Origin.LOG_BATCH, points, List.of(), List.of()));
  }

  public static RunEvent param(RunProposal.Origin origin, KeyValue... params) {
    return of(
        RUN, new RunProposal.LogBatch(origin, MetricColumns.EMPTY, List.of(params), List.of()));
  }

  public static RunEvent tag(String key, String value) {
    return of(
        RUN,
        new RunProposal.LogBatch(
            RunProposal.Origin.SET_TAG,
            MetricColumns.EMPTY,
            List.of(),
            List.of(new KeyValue(key, value))));
  }

  public static RunEvent deleteTag(String key) {
    return of(RUN, new RunProposal.DeleteTag(key));
  }

  public static RunEvent delete() {
    return of(RUN, new RunProposal.Delete());
  }

  public static RunEvent restore() {
    return of(RUN, new RunProposal.Restore());
  }

  public static RunEvent rename(String name) {
    return of(
        RUN, new RunProposal.Update(Optional.empty(), OptionalLong.empty(), Optional.of(name)));
  }

  public static RunEvent end(RunId run, RunStatus status, long end) {
    return of(
        run, new RunProposal.Update(Optional.of(status), OptionalLong.of(end), Optional.empty()));
  }

  public static RunEvent stage(boolean deleted, long catalogOffset) {
    return of(new RunId(""), new RunProposal.ExperimentStage(EXPERIMENT, deleted, catalogOffset));
  }
}
