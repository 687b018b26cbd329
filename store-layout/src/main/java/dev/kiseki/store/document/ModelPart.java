package dev.kiseki.store.document;

import dev.kiseki.event.id.LoggedModelStatus;
import java.util.Comparator;
import java.util.List;

/**
 * What a logged model's document has beside a run's. The rest is kept as a run keeps it: id, name,
 * params, tags, its metrics by key; creation as the start, last update as the end.
 *
 * @param modelType {@code ""} when none was given
 * @param sourceRunId {@code ""} when none was given
 * @param points every point that was logged for it, oldest on the log first
 */
public record ModelPart(
    LoggedModelStatus status, String modelType, String sourceRunId, List<ModelPoint> points) {
  /**
   * MLflow 3.17.2 ({@code _apply_order_by_search_logged_models}): by timestamp, then step; of
   * several, the one of the smallest run id is the latest.
   */
  public static final Comparator<ModelPoint> LATEST_LAST =
      Comparator.comparingLong(ModelPoint::timestamp)
          .thenComparingLong(ModelPoint::step)
          .thenComparing(ModelPoint::runId, Comparator.reverseOrder());

  public ModelPart {
    points = List.copyOf(points);
  }

  /**
   * A metric's point on a logged model.
   *
   * @param timestamp epoch milliseconds
   * @param runId the run that logged it
   * @param datasetName {@code ""} when none was given; the digest too
   */
  public record ModelPoint(
      String key,
      double value,
      long timestamp,
      long step,
      String runId,
      String datasetName,
      String datasetDigest) {}
}
