package dev.kiseki.processor.fold;

import dev.kiseki.event.KeyValue;
import dev.kiseki.event.id.LifecycleStage;
import dev.kiseki.event.id.RunStatus;
import dev.kiseki.event.map.KeyedMap;
import dev.kiseki.event.run.MetricColumns;
import dev.kiseki.store.document.LatestMetric;
import dev.kiseki.store.document.RecentBatches;
import dev.kiseki.store.document.RunDocument;
import dev.kiseki.store.document.RunLinks;
import java.util.OptionalLong;

/** The next document while one record is applied; never leaves the fold. */
final class Draft {
  private final RunDocument before;
  private String name;
  RunStatus status;
  OptionalLong endTime;
  LifecycleStage ownStage;
  long stageOffset;
  long deletedAt;
  KeyedMap<String> params;
  KeyedMap<String> tags;
  private MetricColumns history = MetricColumns.EMPTY;
  private KeyedMap<LatestMetric> metrics;
  private RecentBatches batches;
  RunLinks links;

  Draft(RunDocument before) {
    this.before = before;
    this.name = before.name();
    this.status = before.status();
    this.endTime = before.endTimeMillis();
    this.ownStage = before.ownStage();
    this.stageOffset = before.stageOffset();
    this.deletedAt = before.deletedAtMillis();
    this.params = before.params();
    this.tags = before.tags();
    this.metrics = before.metrics();
    this.batches = before.batches();
    this.links = before.links();
  }

  /** Name and tag follow each other; an empty name changes neither. */
  void rename(String newName) {
    if (!newName.isEmpty()) {
      name = newName;
      tags = tags.with(RunFold.RUN_NAME, newName);
    }
  }

  void tag(KeyValue tag) {
    if (tag.key().equals(RunFold.RUN_NAME)) {
      rename(tag.value());
    } else {
      tags = tags.with(tag.key(), tag.value());
    }
  }

  /** Points of the record that belong to the history and not to the document alone. */
  MetricColumns history() {
    return history;
  }

  /**
   * Adds a batch's points, unless it is one of the last that came. It is remembered only when that
   * may be needed: the only point of a metric is known when it comes again.
   */
  void log(MetricColumns batch) {
    if (batch.size() == 0) {
      return;
    }
    long hash = BatchHash.of(batch);
    if (batches.contains(hash)) {
      // Kept once more all the same: readers drop what they see twice, and a hash may lie.
      history = batch;
      return;
    }
    MetricFold fold = MetricFold.of(metrics, batch);
    metrics = fold.metrics();
    history = fold.history();
    if (fold.curves()) {
      batches = batches.with(hash);
    }
  }

  RunDocument at(long offset) {
    return new RunDocument(
        before.id(),
        before.experiment(),
        name,
        before.userId(),
        status,
        before.startTimeMillis(),
        endTime,
        before.artifactUri(),
        ownStage,
        stageOffset,
        deletedAt,
        params,
        tags,
        metrics,
        batches,
        links,
        before.model(),
        offset);
  }
}
