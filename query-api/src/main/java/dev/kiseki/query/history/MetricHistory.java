package dev.kiseki.query.history;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.id.RunId;
import dev.kiseki.store.chunk.Position;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Reads the history of one metric of one run, for {@code metrics/get-history}: every point that was
 * acknowledged before the call, each once.
 *
 * <p>A page costs a list of the chunks from its first timestamp on, and the decoding of those that
 * hold its points.
 */
public final class MetricHistory {
  private final HistorySources sources;

  public MetricHistory(HistorySources sources) {
    this.sources = sources;
  }

  /**
   * One page, to be read from the stream. Without {@code maxResults}: everything from the token on,
   * and no token. Rules of MLflow 3.17.2 ({@code _get_metric_history}): an unknown run or key has
   * no points and is no error.
   *
   * @param pageToken of the page before; absent or empty = the first page
   * @return fails with INVALID_PARAMETER_VALUE for a maximum below 1 or a foreign token, and with
   *     TEMPORARILY_UNAVAILABLE when either source is away; so may the stream
   */
  public CompletionStage<HistoryStream> page(
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
    return HistoryCursor.open(sources, run, key, after)
        .thenApply(cursor -> new HistoryStream(cursor, run, key, maxResults, after));
  }

  private static void check(OptionalInt maxResults) {
    if (maxResults.isPresent() && maxResults.getAsInt() <= 0) {
      throw TrackingException.invalid(
          "Invalid value "
              + maxResults.getAsInt()
              + " for parameter 'max_results' supplied. It must be a positive integer.");
    }
  }
}
