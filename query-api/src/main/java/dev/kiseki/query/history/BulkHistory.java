package dev.kiseki.query.history;

import dev.kiseki.event.id.RunId;
import dev.kiseki.store.chunk.Points;
import dev.kiseki.store.chunk.StepRange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;

/**
 * One metric of many runs, every point that was acknowledged before the call included. A few runs
 * are read at once, and of each no more is kept than its answer takes.
 */
public final class BulkHistory {
  /** Runs read at the same time. */
  private static final int AT_ONCE = 16;

  private final HistorySources sources;

  public BulkHistory(HistorySources sources) {
    this.sources = sources;
  }

  /**
   * The first points, by run id, timestamp, step and value; MLflow 3.17.2's {@code
   * get_metric_history_bulk}. A run that is named twice counts once; one that is unknown has none.
   *
   * @param most points in all
   * @return runs that have points, in order; fails with TEMPORARILY_UNAVAILABLE when a source is
   *     away
   */
  public CompletionStage<List<RunPoints>> first(Collection<RunId> runs, String key, int most) {
    return first(List.copyOf(new TreeSet<>(runs)), key, most, new ArrayList<>());
  }

  private CompletionStage<List<RunPoints>> first(
      List<RunId> runs, String key, int left, List<RunPoints> found) {
    if (runs.isEmpty() || left == 0) {
      return CompletableFuture.completedStage(found);
    }
    List<RunId> now = runs.subList(0, Math.min(AT_ONCE, runs.size()));
    return Several.of(now.size(), AT_ONCE, i -> begin(now.get(i), key, left))
        .thenCompose(
            read -> {
              int more = left;
              for (int i = 0; i < now.size(); i++) {
                Points points = read.get(i).slice(0, Math.min(more, read.get(i).size()));
                more -= points.size();
                if (points.size() > 0) {
                  found.add(new RunPoints(now.get(i), points));
                }
              }
              return first(runs.subList(now.size(), runs.size()), key, more, found);
            });
  }

  private CompletionStage<Points> begin(RunId run, String key, int most) {
    return HistoryCursor.open(sources, run, key, Optional.empty())
        .thenCompose(
            cursor -> {
              HistoryStream stream =
                  new HistoryStream(cursor, run, key, OptionalInt.of(most), Optional.empty());
              return collected(stream, new Points.Builder())
                  .whenComplete((done, failure) -> stream.close());
            });
  }

  private static CompletionStage<Points> collected(HistoryStream stream, Points.Builder points) {
    return stream
        .next()
        .thenCompose(
            piece ->
                piece.size() == 0
                    ? CompletableFuture.completedStage(points.build())
                    : collected(stream, points.addAll(piece)));
  }

  /**
   * A sample of each run's curve by step: of a short one as {@link EvenSample} takes it, as MLflow
   * 3.17.2's {@code get_metric_history_bulk_interval} does; of a long one nearly so, and with both
   * ends, the smallest and the largest value ({@link Detail#forSample}).
   *
   * @param runs in the order of the answer; one that is unknown has no points
   * @param most points a run, at least 1
   * @return runs that have points; fails with TEMPORARILY_UNAVAILABLE when a source is away
   */
  public CompletionStage<List<RunPoints>> sampled(
      List<RunId> runs, String key, StepRange steps, int most) {
    return Several.of(
            runs.size(),
            AT_ONCE,
            i -> new SampledCurve(sources, runs.get(i), key, steps, most, true).read())
        .thenApply(
            read ->
                IntStream.range(0, runs.size())
                    .filter(i -> read.get(i).size() > 0)
                    .mapToObj(i -> new RunPoints(runs.get(i), read.get(i)))
                    .toList());
  }
}
