package dev.kiseki.ingest.artifact;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.store.ledger.LedgerEntry;
import dev.kiseki.transport.ledger.ArtifactLedger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** A ledger in memory that may be away, or silent. */
final class FakeLedger implements ArtifactLedger {
  final Map<String, LedgerEntry> entries = new ConcurrentHashMap<>();
  final List<String> removed = Collections.synchronizedList(new ArrayList<>());
  final List<CompletableFuture<Void>> unanswered = Collections.synchronizedList(new ArrayList<>());
  volatile boolean away;
  volatile boolean silent;

  /** Called before a removal is acknowledged. */
  volatile Consumer<String> onRemoval = key -> {};

  @Override
  public CompletionStage<Void> recorded(String key, LedgerEntry entry) {
    if (!away && !silent) {
      entries.put(key, entry);
    }
    return answer();
  }

  @Override
  public CompletionStage<Void> removed(List<String> keys) {
    if (away) {
      return answer();
    }
    for (String key : keys) {
      onRemoval.accept(key);
      entries.remove(key);
      removed.add(key);
    }
    return answer();
  }

  private CompletionStage<Void> answer() {
    if (silent) {
      CompletableFuture<Void> pending = new CompletableFuture<>();
      unanswered.add(pending);
      return pending;
    }
    return away
        ? CompletableFuture.failedFuture(TrackingException.unavailable("the ledger is away"))
        : CompletableFuture.completedFuture(null);
  }
}
