package dev.kiseki.processor.local;

import dev.kiseki.event.id.RunId;
import dev.kiseki.event.run.MetricColumns;
import dev.kiseki.store.document.PurgedRun;
import dev.kiseki.store.document.RunDocument;
import dev.kiseki.store.document.proto.StoredRejection;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * What changed since the last commit. The stream thread writes; any thread may read, and looks here
 * before it looks into RocksDB, because things move only that way.
 *
 * <p>A commit has two steps, and records may be applied between them when it is tried again: {@link
 * #flushed} says that everything up to an offset was logged, {@link #committed} that it stands in
 * RocksDB.
 */
final class Uncommitted {
  /** Points of one record. */
  record Part(long offset, MetricColumns columns) {

    /** Heap, roughly: four columns, and a text for each key. */
    long bytes() {
      return 200 + 28L * columns.size() + 72L * columns.keys().size();
    }
  }

  private final FoldMemory memory;

  /**
   * A run that is gone.
   *
   * @param loggedPoints offsets of its points that were logged and do not stand in RocksDB yet
   */
  record Purge(PurgedRun run, List<Long> loggedPoints) {}

  /** Empty = the run is gone. */
  private final Map<RunId, Optional<RunDocument>> documents = new ConcurrentHashMap<>();

  private final Map<RunId, Deque<Part>> pending = new ConcurrentHashMap<>();
  private final ConcurrentSkipListMap<Long, StoredRejection> rejections =
      new ConcurrentSkipListMap<>();

  private final Set<RunId> changed = new LinkedHashSet<>();
  private final Set<RunId> withPoints = new LinkedHashSet<>();
  private final Map<RunId, Purge> purges = new LinkedHashMap<>();
  private final Set<RunId> logged = new HashSet<>();
  private long flushedThrough = -1;
  private int points;
  private long bytes;

  /**
   * @param memory told of what is held here
   */
  Uncommitted(FoldMemory memory) {
    this.memory = memory;
  }

  void put(RunDocument run) {
    replace(run.id(), Optional.of(run));
    changed.add(run.id());
  }

  /** The run is gone, and its points with it. */
  void purge(RunId run, PurgedRun purged) {
    replace(run, Optional.empty());
    changed.add(run);
    List<Long> logged = new ArrayList<>();
    for (Part part : parts(run)) {
      if (part.offset() <= flushedThrough) {
        logged.add(part.offset());
      }
      hold(-part.bytes());
    }
    purges.put(run, new Purge(purged, logged));
    pending.remove(run);
    withPoints.remove(run);
  }

  private void replace(RunId run, Optional<RunDocument> document) {
    Optional<RunDocument> before = documents.put(run, document);
    hold(bytes(document) - (before == null ? 0 : bytes(before)));
  }

  /** Heap of a document, roughly: a metric with a curve is five objects. */
  private static long bytes(Optional<RunDocument> document) {
    return document
        .map(
            run ->
                1_000
                    + 200L * run.metrics().size()
                    + 150L * (run.params().size() + run.tags().size()))
        .orElse(100L);
  }

  private void hold(long more) {
    bytes += more;
    memory.add(more);
  }

  void add(RunId run, long offset, MetricColumns columns) {
    Part part = new Part(offset, columns);
    pending.computeIfAbsent(run, id -> new ConcurrentLinkedDeque<>()).addLast(part);
    hold(part.bytes());
    withPoints.add(run);
    points += columns.size();
  }

  void add(StoredRejection rejection) {
    rejections.put(rejection.getOffset(), rejection);
  }

  /** What became of a run; empty when it did not change. */
  Optional<Optional<RunDocument>> change(RunId run) {
    return Optional.ofNullable(documents.get(run));
  }

  /** What became of the runs that changed; a copy. */
  Map<RunId, Optional<RunDocument>> changes() {
    return new HashMap<>(documents);
  }

  /** Parts in the order of the log; live. */
  Iterable<Part> parts(RunId run) {
    Deque<Part> parts = pending.get(run);
    return parts == null ? List.of() : parts;
  }

  Optional<StoredRejection> rejection(long offset) {
    return Optional.ofNullable(rejections.get(offset));
  }

  /** Refusals from an offset on; live. */
  Iterable<StoredRejection> rejectionsFrom(long offset) {
    return rejections.tailMap(offset, true).values();
  }

  int dirtyRuns() {
    return changed.size();
  }

  int points() {
    return points;
  }

  /** Runs changed since they were last logged, and what became of them. */
  Map<RunId, Optional<RunDocument>> toLog() {
    Map<RunId, Optional<RunDocument>> runs = new LinkedHashMap<>();
    for (RunId id : changed) {
      runs.put(id, documents.get(id));
    }
    return runs;
  }

  /** Runs that went since the last time it was logged; one of them may be there again. */
  Map<RunId, Purge> purgesToLog() {
    return purges;
  }

  /** Runs that got points since they were last logged. */
  Set<RunId> pointsToLog() {
    return withPoints;
  }

  /** The parts of a run that were not logged yet. */
  List<Part> partsToLog(RunId run) {
    List<Part> parts = new ArrayList<>();
    for (Part part : parts(run)) {
      if (part.offset() > flushedThrough) {
        parts.add(part);
      }
    }
    return parts;
  }

  Iterable<StoredRejection> rejectionsToLog() {
    return rejectionsFrom(flushedThrough + 1);
  }

  void flushed(long through) {
    logged.addAll(changed);
    logged.addAll(withPoints);
    changed.clear();
    withPoints.clear();
    purges.clear();
    points = 0;
    flushedThrough = through;
  }

  /** What was flushed stands in RocksDB now, so readers need not find it here. */
  void committed() {
    for (RunId id : logged) {
      if (!changed.contains(id)) {
        Optional<RunDocument> removed = documents.remove(id);
        hold(removed == null ? 0 : -bytes(removed));
      }
      trim(id);
    }
    logged.clear();
    rejections.headMap(flushedThrough, true).clear();
  }

  private void trim(RunId id) {
    Deque<Part> parts = pending.get(id);
    if (parts == null) {
      return;
    }
    for (Part first = parts.peekFirst();
        first != null && first.offset() <= flushedThrough;
        first = parts.peekFirst()) {
      parts.removeFirst();
      hold(-first.bytes());
    }
    if (parts.isEmpty()) {
      pending.remove(id);
    }
  }

  void clear() {
    documents.clear();
    pending.clear();
    rejections.clear();
    changed.clear();
    withPoints.clear();
    purges.clear();
    logged.clear();
    points = 0;
    hold(-bytes);
  }
}
