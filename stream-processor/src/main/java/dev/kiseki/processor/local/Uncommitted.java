package dev.kiseki.processor.local;

import dev.kiseki.event.id.RunId;
import dev.kiseki.event.run.MetricColumns;
import dev.kiseki.store.document.RunDocument;
import dev.kiseki.store.document.proto.StoredRejection;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
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

  private final Map<RunId, RunDocument> documents = new ConcurrentHashMap<>();
  private final Map<RunId, Deque<Part>> pending = new ConcurrentHashMap<>();
  private final ConcurrentSkipListMap<Long, StoredRejection> rejections =
      new ConcurrentSkipListMap<>();

  private final Set<RunId> changed = new LinkedHashSet<>();
  private final Set<RunId> withPoints = new LinkedHashSet<>();
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
    RunDocument before = documents.put(run.id(), run);
    hold(bytes(run) - (before == null ? 0 : bytes(before)));
    changed.add(run.id());
  }

  /** Heap of a document, roughly: a metric with a curve is five objects. */
  private static long bytes(RunDocument run) {
    return 1_000 + 200L * run.metrics().size() + 150L * (run.params().size() + run.tags().size());
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

  Optional<RunDocument> document(RunId run) {
    return Optional.ofNullable(documents.get(run));
  }

  /** A moment's copy would cost as much as reading it: this is the live map, for one walk. */
  Map<RunId, RunDocument> documents() {
    return documents;
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

  /** Runs changed since they were last logged. */
  List<RunDocument> toLog() {
    List<RunDocument> runs = new ArrayList<>(changed.size());
    for (RunId id : changed) {
      runs.add(documents.get(id));
    }
    return runs;
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
    points = 0;
    flushedThrough = through;
  }

  /** What was flushed stands in RocksDB now, so readers need not find it here. */
  void committed() {
    for (RunId id : logged) {
      if (!changed.contains(id)) {
        RunDocument removed = documents.remove(id);
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
    logged.clear();
    points = 0;
    hold(-bytes);
  }
}
