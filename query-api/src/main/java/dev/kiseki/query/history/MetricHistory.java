package dev.kiseki.query.history;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.id.RunId;
import dev.kiseki.store.chunk.PointOrder;
import dev.kiseki.store.chunk.Points;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * Reads the history of one metric of one run, for {@code metrics/get-history} first of all: every
 * point that was acknowledged before the call, each once.
 *
 * <p>The processor is asked first and the store afterwards, because points only move from the one
 * to the other: asked the other way round, a point could move in between and be missed. One that
 * moves in between now is seen twice, and dropped. When the processor says that it has all points,
 * the store is not asked.
 *
 * <p>A page costs the decoding of all stored points from its first timestamp on.
 */
public final class MetricHistory {
  private final PendingPoints pending;
  private final StoredPoints stored;
  private final Executor executor;

  /**
   * @param executor on which points are put in order; threads of the sources are not kept for it
   */
  public MetricHistory(PendingPoints pending, StoredPoints stored, Executor executor) {
    this.pending = pending;
    this.stored = stored;
    this.executor = executor;
  }

  /**
   * One page. Without {@code maxResults}: everything from the token on, and no token. Rules of
   * MLflow 3.17.2 ({@code _get_metric_history}): an unknown run or key has no points and is no
   * error.
   *
   * @param pageToken of the page before; absent or empty = the first page
   * @return fails with INVALID_PARAMETER_VALUE for a maximum below 1 or a foreign token, and with
   *     TEMPORARILY_UNAVAILABLE when either source is away
   */
  public CompletionStage<HistoryPage> page(
      RunId run, String key, OptionalInt maxResults, Optional<String> pageToken) {
    Optional<Position> after;
    try {
      check(maxResults);
      after =
          pageToken
              .filter(token -> !token.isEmpty())
              .map(token -> HistoryToken.decode(run, key, token));
    } catch (TrackingException e) {
      return CompletableFuture.failedStage(e);
    }
    long from = after.map(Position::timestamp).orElse(Long.MIN_VALUE);
    return read(run, key, from)
        .thenApplyAsync(
            points ->
                cut(run, key, OrderedHistory.of(points, PointOrder.BY_TIME), after, maxResults),
            executor);
  }

  /**
   * Something made of all points of one metric of one run, in order, each once; of none for an
   * unknown run or key. Fails like {@link #page}.
   */
  <R> CompletionStage<R> all(
      RunId run, String key, PointOrder order, Function<Points, R> question) {
    return read(run, key, Long.MIN_VALUE)
        .thenApplyAsync(points -> question.apply(OrderedHistory.of(points, order)), executor);
  }

  /** In no order, some perhaps twice. */
  private CompletionStage<Points> read(RunId run, String key, long fromTimestamp) {
    return pending
        .pending(run, key)
        .thenCompose(
            held ->
                held.nothingStored()
                    ? CompletableFuture.completedStage(held.points())
                    : stored
                        .stored(run, key, fromTimestamp)
                        .thenApply(kept -> join(kept, held.points())));
  }

  private static void check(OptionalInt maxResults) {
    if (maxResults.isPresent() && maxResults.getAsInt() <= 0) {
      throw TrackingException.invalid(
          "Invalid value "
              + maxResults.getAsInt()
              + " for parameter 'max_results' supplied. It must be a positive integer.");
    }
  }

  private static Points join(Points kept, Points held) {
    if (held.size() == 0) {
      return kept;
    }
    if (kept.size() == 0) {
      return held;
    }
    return Points.joined(List.of(kept, held));
  }

  private static HistoryPage cut(
      RunId run, String key, Points all, Optional<Position> after, OptionalInt maxResults) {
    int from = after.map(position -> firstAfter(all, position)).orElse(0);
    int to = (int) Math.min(all.size(), from + (long) maxResults.orElse(Integer.MAX_VALUE));
    Points page = all.slice(from, to);
    Optional<String> next =
        to < all.size()
            ? Optional.of(HistoryToken.encode(run, key, Position.of(all, to - 1)))
            : Optional.empty();
    return new HistoryPage(page, next);
  }

  private static int firstAfter(Points all, Position position) {
    int low = 0;
    int high = all.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (position.isBefore(all, middle)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }
}
