package dev.kiseki.store.document;

import dev.kiseki.event.id.LoggedModelStatus;
import dev.kiseki.store.document.ModelPart.ModelPoint;
import dev.kiseki.store.document.proto.ModelPoints;
import dev.kiseki.store.document.proto.PointDataset;
import dev.kiseki.store.document.proto.StoredRun;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The part of {@link RunDocumentCodec} that knows what logged models have beside a run. */
final class ModelPartCodec {
  private ModelPartCodec() {}

  /**
   * @param stored with its metric keys, which points refer to
   */
  static void add(StoredRun.Builder stored, ModelPart model) {
    stored
        .setModelStatus(model.status().number())
        .setModelType(model.modelType())
        .setSourceRunId(model.sourceRunId());
    if (!model.points().isEmpty()) {
      stored.setModelPoints(points(stored.getMetricKeysList(), model.points()));
    }
  }

  private static ModelPoints points(List<String> metricKeys, List<ModelPoint> points) {
    Map<String, Integer> metrics = new HashMap<>();
    for (String key : metricKeys) {
      metrics.put(key, metrics.size());
    }
    ModelPoints.Builder columns = ModelPoints.newBuilder();
    Map<String, Integer> runs = new LinkedHashMap<>();
    Map<PointDataset, Integer> datasets = new LinkedHashMap<>();
    List<Integer> dataset = new ArrayList<>(points.size());
    long timestamp = 0;
    long step = 0;
    for (ModelPoint point : points) {
      Integer metric = metrics.get(point.key());
      if (metric == null) {
        throw new IllegalArgumentException("a logged model lacks the metric of one of its points");
      }
      columns
          .addMetric(metric)
          .addRun(runs.computeIfAbsent(point.runId(), run -> runs.size()))
          .addTimestampDelta(point.timestamp() - timestamp)
          .addStepDelta(point.step() - step)
          .addValues(point.value());
      timestamp = point.timestamp();
      step = point.step();
      dataset.add(position(datasets, point));
    }
    if (!datasets.isEmpty()) {
      columns.addAllDatasets(datasets.keySet()).addAllDataset(dataset);
    }
    return columns.addAllRunIds(runs.keySet()).build();
  }

  private static int position(Map<PointDataset, Integer> datasets, ModelPoint point) {
    if (point.datasetName().isEmpty() && point.datasetDigest().isEmpty()) {
      return 0;
    }
    PointDataset named =
        PointDataset.newBuilder()
            .setName(point.datasetName())
            .setDigest(point.datasetDigest())
            .build();
    return datasets.computeIfAbsent(named, dataset -> datasets.size() + 1);
  }

  /** Empty when the document is a run's. */
  static Optional<ModelPart> of(StoredRun stored) {
    if (stored.getModelStatus() == 0) {
      return Optional.empty();
    }
    return Optional.of(
        new ModelPart(
            // As a run's: the number of a later release is one that is not there yet.
            LoggedModelStatus.ofNumber(stored.getModelStatus()).orElse(LoggedModelStatus.PENDING),
            SharedTexts.of(stored.getModelType()),
            stored.getSourceRunId(),
            points(stored.getMetricKeysList(), stored.getModelPoints())));
  }

  private static List<ModelPoint> points(List<String> stored, ModelPoints columns) {
    int size = columns.getValuesCount();
    if (size == 0) {
      return List.of();
    }
    List<String> metricKeys = SharedTexts.of(stored);
    List<ModelPoint> points = new ArrayList<>(size);
    boolean datasets = columns.getDatasetCount() > 0;
    long timestamp = 0;
    long step = 0;
    for (int i = 0; i < size; i++) {
      timestamp += columns.getTimestampDelta(i);
      step += columns.getStepDelta(i);
      int dataset = datasets ? columns.getDataset(i) : 0;
      PointDataset named =
          dataset == 0 ? PointDataset.getDefaultInstance() : columns.getDatasets(dataset - 1);
      points.add(
          new ModelPoint(
              metricKeys.get(columns.getMetric(i)),
              columns.getValues(i),
              timestamp,
              step,
              columns.getRunIds(columns.getRun(i)),
              named.getName(),
              named.getDigest()));
    }
    return points;
  }
}
