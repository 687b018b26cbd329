package dev.kiseki.processor.fold;

import dev.kiseki.event.Header;
import dev.kiseki.event.KeyValue;
import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.id.LoggedModelStatus;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.run.ModelProposal;
import dev.kiseki.event.run.ModelProposal.Point;
import dev.kiseki.event.run.RunEvent;
import dev.kiseki.event.run.RunProposal;
import java.util.List;
import java.util.Random;

/** Events of one logged model, short to write. */
public final class ModelEvents {
  public static final RunId MODEL = new RunId("m-0a0b0c0d0e0f00000000000000000001");

  private ModelEvents() {}

  public static RunEvent of(RunId model, long sentAt, ModelProposal proposal) {
    return new RunEvent(Header.of("test", sentAt), model, proposal);
  }

  public static RunEvent of(long sentAt, ModelProposal proposal) {
    return of(MODEL, sentAt, proposal);
  }

  public static RunEvent of(ModelProposal proposal) {
    return of(Events.SENT_AT, proposal);
  }

  public static RunEvent create() {
    return create(MODEL, Events.EXPERIMENT, Events.SENT_AT);
  }

  public static RunEvent create(RunId model, ExperimentId experiment, long sentAt) {
    return of(
        model,
        sentAt,
        new ModelProposal.CreateModel(
            experiment,
            "forest",
            "sklearn",
            Events.RUN.text(),
            "s3://b/7/models/m",
            List.of(new KeyValue("depth", "3")),
            List.of(new KeyValue("t", "v"))));
  }

  public static RunEvent finish(long sentAt, LoggedModelStatus status) {
    return of(sentAt, new ModelProposal.SetStatus(status));
  }

  public static RunEvent delete(long sentAt) {
    return of(sentAt, new ModelProposal.DeleteModel());
  }

  public static RunEvent purge(long deletedBefore) {
    return of(new ModelProposal.PurgeModel(deletedBefore));
  }

  public static RunEvent tags(KeyValue... tags) {
    return of(new ModelProposal.SetTags(List.of(tags)));
  }

  public static RunEvent params(KeyValue... params) {
    return of(new ModelProposal.LogParams(List.of(params)));
  }

  public static RunEvent metrics(String run, Point... points) {
    return of(new ModelProposal.LogMetrics(run, List.of(points)));
  }

  public static Point point(String key, double value, long timestamp, long step) {
    return new Point(key, value, timestamp, step, "", "");
  }

  /** As it follows the same point of the run, when a metric that names the model is logged. */
  public static RunEvent points(RunId model, RunId run, String key, int i, double value) {
    Point point = new Point(key, value, i, i, i % 2 == 0 ? "d" : "", "");
    return of(model, Events.SENT_AT, new ModelProposal.LogMetrics(run.text(), List.of(point)));
  }

  private static KeyValue pair(String key, int value) {
    return new KeyValue(key, "" + value);
  }

  /** What befalls a model that there is or is not, at one of four moments. */
  public static RunEvent any(RunId model, RunId run, Random random, int i) {
    long now = Events.SENT_AT + random.nextInt(4);
    String key = random.nextBoolean() ? "k" : "l";
    return switch (random.nextInt(12)) {
      case 0 -> of(model, now, new ModelProposal.LogParams(List.of(pair(key, random.nextInt(2)))));
      case 1, 2 -> of(model, now, new ModelProposal.SetTags(List.of(pair(key, i % 3))));
      case 3 -> of(model, now, new ModelProposal.DeleteModelTag(key));
      case 4 -> of(model, now, new ModelProposal.SetStatus(LoggedModelStatus.READY));
      case 5 -> of(model, now, new ModelProposal.SetStatus(LoggedModelStatus.UPLOAD_FAILED));
      case 6 -> of(model, now, new ModelProposal.AddVersion("forest", i));
      case 7 -> of(model, now, new ModelProposal.DeleteModel());
      case 8 -> of(model, now, new ModelProposal.PurgeModel(Events.SENT_AT + random.nextInt(4)));
      // Neither is for a model.
      case 9 ->
          random.nextBoolean()
              ? Events.of(model, new RunProposal.Delete())
              : Events.purge(model, now);
      default -> points(model, run, key, i, i % 3);
    };
  }
}
