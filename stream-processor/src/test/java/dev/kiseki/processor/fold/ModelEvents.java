package dev.kiseki.processor.fold;

import dev.kiseki.event.Header;
import dev.kiseki.event.KeyValue;
import dev.kiseki.event.id.LoggedModelStatus;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.run.ModelProposal;
import dev.kiseki.event.run.ModelProposal.Point;
import dev.kiseki.event.run.RunEvent;
import java.util.List;

/** Events of one logged model, short to write. */
public final class ModelEvents {
  public static final RunId MODEL = new RunId("m-0a0b0c0d0e0f00000000000000000001");

  private ModelEvents() {}

  public static RunEvent of(long sentAt, ModelProposal proposal) {
    return new RunEvent(Header.of("test", sentAt), MODEL, proposal);
  }

  public static RunEvent of(ModelProposal proposal) {
    return of(Events.SENT_AT, proposal);
  }

  public static RunEvent create() {
    return of(
        new ModelProposal.CreateModel(
            Events.EXPERIMENT,
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
}
