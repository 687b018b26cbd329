package dev.kiseki.query.history;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.id.RunId;
import dev.kiseki.query.history.PointMemory.Share;
import dev.kiseki.query.history.StoredChunks.Stretch;
import dev.kiseki.store.chunk.OrderedHistory;
import dev.kiseki.store.chunk.PointOrder;
import dev.kiseki.store.chunk.Points;
import dev.kiseki.store.chunk.Position;
import dev.kiseki.store.chunk.StepRange;
import dev.kiseki.store.shard.PointsQuestion;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Goes through the points of one curve by time, each once, reading chunks as they are reached: in
 * memory are only those that overlap where it stands. Not for several threads at a time.
 *
 * <p>The owner is asked first and the store afterwards, because points only move from the one to
 * the other: asked the other way round, a point could move in between and be missed. When chunks
 * are found to be others than were listed, since they were merged meanwhile, it begins again behind
 * the last point it gave; and so it does, as often as needed, when the owner has more points than
 * it may give at a time.
 */
final class HistoryCursor implements AutoCloseable {
  private static final int MOST_BEGINNINGS = 10;

  /** Most points that an owner is asked for at a time. */
  private static final int WINDOW = 262_144;

  private final HistorySources sources;
  private final PointShares memory;
  private final RunId run;
  private final String key;
  private final StepRange steps;
  private final int readAhead;
  private final Deque<ChunkGroup> ahead = new ArrayDeque<>();
  private final Deque<CompletionStage<List<StoredChunk>>> reading = new ArrayDeque<>();
  private final List<Points> loaded = new ArrayList<>();
  private Optional<Position> passed;

  /** The last point that the owner gave, when it has more behind it. */
  private Optional<Position> window = Optional.empty();

  private Stretch listed = Stretch.ALL;
  private Share share = () -> {};
  private int beginnings;
  private int groupsAhead;

  private HistoryCursor(
      HistorySources sources,
      PointShares memory,
      RunId run,
      String key,
      StepRange steps,
      Optional<Position> passed,
      int readAhead) {
    this.sources = sources;
    this.memory = memory;
    this.run = run;
    this.key = key;
    this.steps = steps;
    this.passed = passed;
    this.readAhead = readAhead;
  }

  /**
   * Fails with TEMPORARILY_UNAVAILABLE when a source is away.
   *
   * @param passed the place behind which it begins
   */
  static CompletionStage<HistoryCursor> open(
      HistorySources sources, RunId run, String key, Optional<Position> passed) {
    return new HistoryCursor(sources, sources.memory(), run, key, StepRange.ALL, passed, 0).open();
  }

  /**
   * Of the whole curve, for who reads it to its end.
   *
   * @param memory where it gets leave for its points
   * @param steps of which points are given
   * @param readAhead groups of chunks that are read before they are asked for
   */
  static CompletionStage<HistoryCursor> open(
      HistorySources sources,
      PointShares memory,
      RunId run,
      String key,
      StepRange steps,
      int readAhead) {
    return new HistoryCursor(sources, memory, run, key, steps, Optional.empty(), readAhead).open();
  }

  private CompletionStage<HistoryCursor> open() {
    return begin().thenApply(begun -> this);
  }

  /** Those that follow, in order; none at the end only. */
  CompletionStage<Points> next() {
    Points ready = ready();
    if (ready.size() > 0) {
      passed = Optional.of(Position.of(ready, ready.size() - 1));
      return CompletableFuture.completedStage(ready);
    }
    if (window.isPresent() && (ahead.isEmpty() || beginsBehind(ahead.element(), window.get()))) {
      passed = window;
      beginnings = 0;
      return begin().thenCompose(done -> next());
    }
    if (ahead.isEmpty()) {
      return CompletableFuture.completedStage(Points.EMPTY);
    }
    return load().thenCompose(done -> next());
  }

  /** Gives the memory back; to be called in any case. */
  @Override
  public void close() {
    share.close();
    loaded.clear();
    ahead.clear();
    reading.clear();
  }

  private CompletionStage<?> begin() {
    if (++beginnings > MOST_BEGINNINGS) {
      return CompletableFuture.failedStage(
          TrackingException.unavailable(
              "The history is being rearranged faster than it is read. Repeat the request."));
    }
    close();
    return sources
        .pending()
        .pending(PointsQuestion.first(run, key, passed, steps, WINDOW))
        .thenCompose(
            held -> list(held).thenComposeAsync(groups -> take(held, groups), sources.executor()));
  }

  private CompletionStage<List<ChunkGroup>> list(HeldPoints held) {
    if (held.nothingStored()) {
      return CompletableFuture.completedStage(List.of());
    }
    listed = Stretch.of(steps).since(passed.map(Position::timestamp).orElse(Long.MIN_VALUE));
    return sources
        .stored()
        .read(run, key, Detail.BOUNDS, listed)
        .thenApply(
            chunks -> {
              List<ChunkGroup> groups = new ArrayList<>(ChunkGroup.of(chunks));
              passed.ifPresent(
                  at -> groups.removeIf(group -> group.endsBefore(at.timestamp(), at.step())));
              groups.sort(ChunkGroup.BY_BEGIN);
              return groups;
            });
  }

  private CompletionStage<?> take(HeldPoints held, List<ChunkGroup> groups) {
    int pending = held.points().size();
    groupsAhead = readAhead;
    long most = pending + ChunkGroup.mostAtOnce(groups, groupsAhead);
    while (groupsAhead > 0 && most > memory.capacity()) {
      most = pending + ChunkGroup.mostAtOnce(groups, --groupsAhead);
    }
    return memory
        .share(most)
        .thenAccept(
            given -> {
              share = given;
              ahead.addAll(groups);
              window =
                  held.more()
                      ? Optional.of(Position.of(held.points(), pending - 1))
                      : Optional.empty();
              keep(held.points());
              readAhead();
            });
  }

  private CompletionStage<?> load() {
    ChunkGroup group = ahead.remove();
    CompletionStage<List<StoredChunk>> chunks = reading.isEmpty() ? read(group) : reading.remove();
    readAhead();
    return chunks.thenComposeAsync(
        found -> {
          if (!group.same(found)) {
            return begin();
          }
          keep(Points.joined(found.stream().map(StoredChunk::points).toList()));
          return CompletableFuture.completedStage(null);
        },
        sources.executor());
  }

  private void readAhead() {
    Iterator<ChunkGroup> groups = ahead.iterator();
    for (int i = 0; i < groupsAhead && groups.hasNext(); i++) {
      ChunkGroup group = groups.next();
      if (i >= reading.size()) {
        reading.add(read(group));
      }
    }
  }

  private CompletionStage<List<StoredChunk>> read(ChunkGroup group) {
    return sources
        .stored()
        .read(run, key, Detail.POINTS, listed.between(group.first(), group.last()));
  }

  private void keep(Points points) {
    Points ordered = OrderedHistory.of(steps.among(points), PointOrder.BY_TIME);
    Points left = passed.map(place -> place.after(ordered)).orElse(ordered);
    if (left.size() > 0) {
      loaded.add(left);
    }
  }

  /** What is loaded up to where the next chunks begin. */
  private Points ready() {
    if (ahead.isEmpty() && window.isEmpty() && loaded.size() == 1) {
      return loaded.remove(0);
    }
    List<Points> parts = new ArrayList<>();
    for (int i = 0; i < loaded.size(); i++) {
      Points points = loaded.get(i);
      int end = ahead.isEmpty() ? points.size() : before(points, ahead.element());
      end = Math.min(end, window.map(last -> last.upTo(points)).orElse(end));
      if (end > 0) {
        parts.add(points.slice(0, end));
        loaded.set(i, points.slice(end, points.size()));
      }
    }
    loaded.removeIf(points -> points.size() == 0);
    if (parts.isEmpty()) {
      return Points.EMPTY;
    }
    return parts.size() == 1
        ? parts.get(0)
        : OrderedHistory.of(Points.joined(parts), PointOrder.BY_TIME);
  }

  private static boolean beginsBehind(ChunkGroup group, Position place) {
    return group.minTimestamp() > place.timestamp()
        || (group.minTimestamp() == place.timestamp() && group.minStep() > place.step());
  }

  /** How many points stand before the first that a group may hold. */
  private static int before(Points points, ChunkGroup group) {
    int low = 0;
    int high = points.size();
    long timestamp = group.minTimestamp();
    long step = group.minStep();
    while (low < high) {
      int middle = (low + high) >>> 1;
      long at = points.timestamp(middle);
      if (at > timestamp || (at == timestamp && points.step(middle) >= step)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
