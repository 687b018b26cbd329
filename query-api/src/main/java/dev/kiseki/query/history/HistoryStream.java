package dev.kiseki.query.history;

import dev.kiseki.event.id.RunId;
import dev.kiseki.store.chunk.Points;
import dev.kiseki.store.chunk.Position;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One page of a history, some points at a time, in order of (timestamp, step, value). Not for
 * several threads at a time; to be closed in any case.
 */
public final class HistoryStream implements AutoCloseable {
  /** Most points given at a time. */
  static final int PIECE = 4_096;

  private final HistoryCursor cursor;
  private final RunId run;
  private final String key;
  private long left;
  private Points batch = Points.EMPTY;
  private int at;
  private Optional<Position> last;
  private boolean more;

  HistoryStream(
      HistoryCursor cursor,
      RunId run,
      String key,
      OptionalInt maxResults,
      Optional<Position> passed) {
    this.cursor = cursor;
    this.run = run;
    this.key = key;
    this.left = maxResults.isPresent() ? maxResults.getAsInt() : Long.MAX_VALUE;
    this.last = passed;
  }

  /** Those that follow; none at the end of the page only. */
  public CompletionStage<Points> next() {
    if (at == batch.size()) {
      return cursor
          .next()
          .thenCompose(
              points -> {
                batch = points;
                at = 0;
                return points.size() == 0
                    ? CompletableFuture.completedStage(Points.EMPTY)
                    : CompletableFuture.completedStage(piece());
              });
    }
    return CompletableFuture.completedStage(piece());
  }

  private Points piece() {
    if (left == 0) {
      more = true;
      return Points.EMPTY;
    }
    int end = (int) Math.min(Math.min(batch.size(), (long) at + PIECE), at + left);
    Points piece = batch.slice(at, end);
    left -= piece.size();
    at = end;
    last = Optional.of(Position.of(piece, piece.size() - 1));
    return piece;
  }

  /** Once the page has ended: present exactly when more points follow. */
  public Optional<String> nextPageToken() {
    return more ? last.map(position -> HistoryToken.encode(run, key, position)) : Optional.empty();
  }

  @Override
  public void close() {
    cursor.close();
  }
}
