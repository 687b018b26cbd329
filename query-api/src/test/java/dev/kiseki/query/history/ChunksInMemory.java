package dev.kiseki.query.history;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.id.RunId;
import dev.kiseki.store.chunk.ChunkHeader;
import dev.kiseki.store.chunk.OrderedHistory;
import dev.kiseki.store.chunk.Outline;
import dev.kiseki.store.chunk.PointOrder;
import dev.kiseki.store.chunk.Points;
import dev.kiseki.store.curve.CurveBuckets;
import dev.kiseki.store.curve.CurveStretch;
import dev.kiseki.store.shard.PointsQuestion;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Curves in two places, as an owner and a history store have them, for tests. */
public final class ChunksInMemory implements PendingPoints, StoredChunks {
  final List<String> asked = new ArrayList<>();
  boolean ownerAway;
  public boolean storeAway;
  public Runnable beforeRead = () -> {};
  long pointsRead;

  /** Most points that the owner gives at a time. */
  int window = Integer.MAX_VALUE;

  private final Map<String, Points.Builder> held = new HashMap<>();
  private final Map<String, TreeMap<ChunkName, StoredChunk>> kept = new HashMap<>();

  public HistorySources sources() {
    return sources(1 << 22);
  }

  HistorySources sources(long pointsInMemory) {
    return new HistorySources(
        this, this, new PointMemory(pointsInMemory, Duration.ofSeconds(5)), Runnable::run);
  }

  public Points.Builder hold(String run) {
    return held.computeIfAbsent(run, id -> new Points.Builder());
  }

  /** A chunk behind those that are there. */
  public void keep(String run, Points points) {
    NavigableMap<ChunkName, StoredChunk> chunks = chunks(run);
    long offset = chunks.isEmpty() ? 0 : chunks.lastKey().firstOffset() + 10;
    put(run, new ChunkName(offset, 0), offset + 9, points);
  }

  void put(String run, ChunkName name, long lastOffset, Points points) {
    ChunkHeader bounds = ChunkHeader.of(points);
    chunks(run)
        .put(
            name,
            new StoredChunk(
                name,
                lastOffset,
                points.size(),
                bounds.minStep(),
                bounds.maxStep(),
                bounds.minTimestamp(),
                bounds.maxTimestamp(),
                points));
  }

  NavigableMap<ChunkName, StoredChunk> chunks(String run) {
    return kept.computeIfAbsent(run, id -> new TreeMap<>());
  }

  @Override
  public CompletionStage<HeldPoints> pending(PointsQuestion question) {
    String run = question.run().text();
    asked.add("pending " + run);
    if (ownerAway) {
      return CompletableFuture.failedStage(TrackingException.unavailable("away"));
    }
    Points all = hold(run).build();
    long stored = chunks(run).values().stream().mapToLong(StoredChunk::count).sum();
    long total = all.size() + stored;
    Points points = question.steps().among(all);
    Optional<CurveStretch> stretch =
        total < question.outlineAbove() || question.stretch() == 0
            ? Optional.empty()
            : buckets(run, all)
                .stretch(question.steps(), question.stretch(), question.outlineAbove());
    if (stretch.filter(CurveStretch::inBuckets).isPresent()) {
      return CompletableFuture.completedStage(
          new HeldPoints(Points.EMPTY, total, false, false, 0, false, stretch));
    }
    if (question.most() == 0) {
      boolean many = question.outlineAbove() > 0 && points.size() > question.outlineAbove();
      return CompletableFuture.completedStage(
          new HeldPoints(
              many ? Outline.of(points, Outline.FINE) : points,
              total,
              stored == 0,
              false,
              many ? points.size() : 0,
              false,
              stretch));
    }
    points = OrderedHistory.of(points, PointOrder.BY_TIME);
    points = question.passed().isPresent() ? question.passed().get().after(points) : points;
    int most = Math.min(question.most(), window);
    return CompletableFuture.completedStage(
        new HeldPoints(
            points.slice(0, Math.min(most, points.size())),
            total,
            stored == 0,
            points.size() > most,
            0,
            false,
            Optional.empty()));
  }

  private CurveBuckets buckets(String run, Points held) {
    CurveBuckets buckets = CurveBuckets.empty();
    chunks(run).values().forEach(chunk -> buckets.addAll(chunk.points()));
    buckets.addAll(held);
    return buckets;
  }

  @Override
  public CompletionStage<List<StoredChunk>> read(
      RunId run, String key, Detail detail, Stretch stretch) {
    asked.add(detail + " " + run.text());
    if (storeAway) {
      return CompletableFuture.failedStage(TrackingException.unavailable("away"));
    }
    if (detail == Detail.POINTS) {
      beforeRead.run();
    }
    List<StoredChunk> found = new ArrayList<>();
    for (StoredChunk chunk : chunks(run.text()).values()) {
      if (chunk.name().compareTo(stretch.from()) >= 0
          && chunk.name().compareTo(stretch.to()) <= 0
          && chunk.maxTimestamp() >= stretch.fromTimestamp()
          && chunk.minStep() <= stretch.steps().last()
          && chunk.maxStep() >= stretch.steps().first()) {
        found.add(with(chunk, seen(chunk.points(), detail)));
      }
    }
    return CompletableFuture.completedStage(found);
  }

  private Points seen(Points points, Detail detail) {
    Points seen =
        switch (detail) {
          case BOUNDS -> Points.EMPTY;
          case COARSEST -> Outline.of(points, Outline.COARSEST);
          case COARSE -> Outline.of(points, Outline.COARSE);
          case FINE -> Outline.of(points, Outline.FINE);
          case POINTS -> points;
        };
    pointsRead += seen.size();
    return seen;
  }

  private static StoredChunk with(StoredChunk chunk, Points points) {
    return new StoredChunk(
        chunk.name(),
        chunk.lastOffset(),
        chunk.count(),
        chunk.minStep(),
        chunk.maxStep(),
        chunk.minTimestamp(),
        chunk.maxTimestamp(),
        points);
  }
}
