package dev.kiseki.processor.local;

import dev.kiseki.event.id.RunId;
import dev.kiseki.event.run.MetricColumns;
import dev.kiseki.event.wire.Columns;
import dev.kiseki.store.document.RunDocument;
import dev.kiseki.store.key.MetaKey;
import dev.kiseki.store.key.PendingKey;
import dev.kiseki.store.key.StageEntry;
import dev.kiseki.store.key.StoreFamily;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * First step of a commit: what changed goes to the changelog. Order: data sets, refusals, purges,
 * points and outbox, then documents, then how far the partition is. The changelog may end after any
 * record, and a document that is there vouches for all that must be there with it.
 */
final class Flush {
  /** Points in one record, so that it stays well below Kafka's limit. */
  private static final int MOST_POINTS = 20_000;

  private final Families families;
  private final CommitBatch batch;
  private final Uncommitted uncommitted;
  private final Rejections rejections;
  private final Outbox outbox;
  private final Pieces pieces;
  private final Purges purges;
  private final Datasets datasets;

  Flush(
      Families families,
      CommitBatch batch,
      Uncommitted uncommitted,
      Rejections rejections,
      Outbox outbox,
      Pieces pieces,
      Purges purges,
      Datasets datasets) {
    this.families = families;
    this.batch = batch;
    this.uncommitted = uncommitted;
    this.rejections = rejections;
    this.outbox = outbox;
    this.pieces = pieces;
    this.purges = purges;
    this.datasets = datasets;
  }

  void run(Map<String, StageChange> stages, long applied, long settledThrough) {
    datasets.log(batch);
    outbox.removePromoted(batch);
    pieces.recordMerged(batch);
    purges.removeCleaned(batch, settledThrough);
    rejections.log(batch, uncommitted.rejectionsToLog(), settledThrough);
    purges.log(batch, uncommitted.purgesToLog());
    Set<RunId> withPoints = uncommitted.pointsToLog();
    for (RunId run : withPoints) {
      outbox.counted(run, logPoints(run));
    }
    Map<RunId, Optional<RunDocument>> runs = uncommitted.toLog();
    for (Optional<RunDocument> run : runs.values()) {
      run.ifPresent(there -> outbox.changed(batch, there, withPoints.contains(there.id())));
    }
    runs.forEach(
        (id, run) ->
            run.ifPresentOrElse(
                there -> batch.put(families, there), () -> batch.remove(families, id)));
    stages
        .values()
        .forEach(
            stage ->
                batch.put(
                    StoreFamily.META, MetaKey.stage(stage.experiment()), stage.entry().bytes()));
    batch.put(StoreFamily.META, MetaKey.applied(), MetaKey.offset(applied));
    uncommitted.flushed(applied);
  }

  /** A marker that was applied. */
  record StageChange(dev.kiseki.event.id.ExperimentId experiment, StageEntry entry) {}

  private int logPoints(RunId run) {
    int points = 0;
    long first = -1;
    MetricColumns.Builder together = new MetricColumns.Builder();
    for (Uncommitted.Part part : uncommitted.partsToLog(run)) {
      if (together.size() == 0) {
        first = part.offset();
      }
      together.addAll(part.columns());
      points += part.columns().size();
      if (together.size() >= MOST_POINTS) {
        logPoints(run, first, together.build());
        together = new MetricColumns.Builder();
      }
    }
    if (together.size() > 0) {
      logPoints(run, first, together.build());
    }
    return points;
  }

  private void logPoints(RunId run, long first, MetricColumns columns) {
    outbox.put(batch, new PendingKey(run, first), Columns.toProto(columns).toByteArray());
  }
}
