package dev.kiseki.query.history;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.id.RunId;
import dev.kiseki.store.chunk.PointOrder;
import dev.kiseki.store.chunk.Points;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * One metric of many runs, every point that was acknowledged before the call included. A few runs
 * are read at once, and of each no more is kept than its answer takes: the memory of a call is that
 * of the few longest curves, 32 bytes a point.
 */
public final class BulkHistory {
  /** Runs read at the same time. */
  private static final int AT_ONCE = 8;

  private final MetricHistory history;

  public BulkHistory(MetricHistory history) {
    this.history = history;
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
    Function<RunId, CompletionStage<Points>> read =
        run ->
            history.all(
                run,
                key,
                PointOrder.BY_TIME,
                points -> points.slice(0, Math.min(points.size(), most)));
    return inOrder(
            List.copyOf(new TreeSet<>(runs)), read, found -> size(found) >= most, new ArrayList<>())
        .thenApply(found -> cut(found, most));
  }

  /**
   * A sample of each run's curve by step, as {@link EvenSample} takes it; MLflow 3.17.2's {@code
   * get_metric_history_bulk_interval}.
   *
   * @param runs in the order of the answer; one that is unknown has no points
   * @param most points a run, at least 1
   * @return runs that have points; fails with TEMPORARILY_UNAVAILABLE when a source is away
   */
  public CompletionStage<List<RunPoints>> sampled(
      List<RunId> runs, String key, StepRange steps, int most) {
    Function<RunId, CompletionStage<Points>> read =
        run ->
            history.all(
                run, key, PointOrder.BY_STEP, points -> EvenSample.of(steps.of(points), most));
    return inOrder(runs, read, found -> false, new ArrayList<>());
  }

  /** Reads the runs, those that come first first, until it is enough. */
  private static CompletionStage<List<RunPoints>> inOrder(
      List<RunId> runs,
      Function<RunId, CompletionStage<Points>> read,
      Predicate<List<RunPoints>> enough,
      List<RunPoints> found) {
    if (runs.isEmpty() || enough.test(found)) {
      return CompletableFuture.completedStage(found);
    }
    List<RunId> now = runs.subList(0, Math.min(AT_ONCE, runs.size()));
    List<CompletableFuture<Points>> reads = new ArrayList<>();
    for (RunId run : now) {
      reads.add(started(read, run));
    }
    return CompletableFuture.allOf(reads.toArray(CompletableFuture<?>[]::new))
        .thenCompose(
            done -> {
              for (int i = 0; i < now.size(); i++) {
                Points points = reads.get(i).join();
                if (points.size() > 0) {
                  found.add(new RunPoints(now.get(i), points));
                }
              }
              return inOrder(runs.subList(now.size(), runs.size()), read, enough, found);
            });
  }

  private static CompletableFuture<Points> started(
      Function<RunId, CompletionStage<Points>> read, RunId run) {
    try {
      return read.apply(run).toCompletableFuture();
    } catch (TrackingException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static int size(List<RunPoints> found) {
    return found.stream().mapToInt(run -> run.points().size()).sum();
  }

  private static List<RunPoints> cut(List<RunPoints> found, int most) {
    List<RunPoints> first = new ArrayList<>();
    int left = most;
    for (RunPoints run : found) {
      if (left == 0) {
        break;
      }
      Points points = run.points().slice(0, Math.min(left, run.points().size()));
      first.add(new RunPoints(run.run(), points));
      left -= points.size();
    }
    return first;
  }
}
