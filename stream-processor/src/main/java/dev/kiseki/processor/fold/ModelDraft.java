package dev.kiseki.processor.fold;

import dev.kiseki.event.KeyValue;
import dev.kiseki.event.id.LifecycleStage;
import dev.kiseki.event.id.LoggedModelStatus;
import dev.kiseki.event.map.KeyedMap;
import dev.kiseki.store.document.LatestMetric;
import dev.kiseki.store.document.ModelPart;
import dev.kiseki.store.document.ModelPart.ModelPoint;
import dev.kiseki.store.document.RunDocument;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A logged model's next document while one record is applied; never leaves the fold. */
final class ModelDraft {
  private final RunDocument before;
  private final ModelPart part;
  LoggedModelStatus status;
  KeyedMap<String> params;
  KeyedMap<String> tags;
  private long updated;
  private LifecycleStage ownStage;
  private long stageOffset;
  private long deletedAt;
  private List<ModelPoint> points;
  private KeyedMap<LatestMetric> metrics;

  ModelDraft(RunDocument before) {
    this.before = before;
    this.part = before.model().orElseThrow();
    this.status = part.status();
    this.params = before.params();
    this.tags = before.tags();
    this.updated = before.endTimeMillis().orElse(before.startTimeMillis());
    this.ownStage = before.ownStage();
    this.stageOffset = before.stageOffset();
    this.deletedAt = before.deletedAtMillis();
    this.points = part.points();
    this.metrics = before.metrics();
  }

  /** MLflow moves the time of the last update when a model is finalized or deleted, not else. */
  void updated(long millis) {
    updated = millis;
  }

  void delete(long offset, long millis) {
    if (ownStage != LifecycleStage.DELETED) {
      ownStage = LifecycleStage.DELETED;
      stageOffset = offset;
      deletedAt = millis;
    }
  }

  void tag(List<KeyValue> pairs) {
    for (KeyValue tag : pairs) {
      tags = tags.with(tag.key(), tag.value());
    }
  }

  void log(ModelMetricFold fold) {
    points = fold.points();
    metrics = fold.metrics();
  }

  RunDocument at(long offset) {
    return new RunDocument(
        before.id(),
        before.experiment(),
        before.name(),
        before.userId(),
        before.status(),
        before.startTimeMillis(),
        OptionalLong.of(updated),
        before.artifactUri(),
        ownStage,
        stageOffset,
        deletedAt,
        params,
        tags,
        metrics,
        before.batches(),
        before.links(),
        Optional.of(new ModelPart(status, part.modelType(), part.sourceRunId(), points)),
        offset);
  }
}
