package dev.kiseki.store.table;

import com.datastax.oss.driver.api.core.CqlSession;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/**
 * A statement that is prepared at its first use and kept. When preparing fails, the next use tries
 * again.
 *
 * @param <S> the statement's class
 */
public final class PreparedOnce<S> {
  private final Function<CqlSession, CompletionStage<S>> prepare;
  private final AtomicReference<CompletableFuture<S>> statement = new AtomicReference<>();

  public PreparedOnce(Function<CqlSession, CompletionStage<S>> prepare) {
    this.prepare = prepare;
  }

  public CompletionStage<S> on(CqlSession session) {
    CompletableFuture<S> known = statement.get();
    if (known != null) {
      return known;
    }
    CompletableFuture<S> mine = new CompletableFuture<>();
    CompletableFuture<S> other = statement.compareAndExchange(null, mine);
    if (other != null) {
      return other;
    }
    prepare
        .apply(session)
        .whenComplete(
            (prepared, failure) -> {
              if (failure == null) {
                mine.complete(prepared);
              } else {
                statement.set(null);
                mine.completeExceptionally(failure);
              }
            });
    return mine;
  }
}
