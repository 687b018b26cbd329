package dev.kiseki.transport.receipt;

import dev.kiseki.event.Verdict;
import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.store.shard.proto.PartitionReceipt;
import dev.kiseki.store.shard.proto.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/**
 * What is known of one partition, and who waits for it. A verdict once told stays true (a replay
 * reaches the same), so receipts of an older owner and of a newer one may come in any order.
 */
final class PartitionReceipts {
  private static final int REFUSALS_REMEMBERED = 10_000;

  private final TreeMap<Long, CompletableFuture<Verdict>> waiting = new TreeMap<>();
  private final TreeMap<Long, CompletableFuture<Void>> stages = new TreeMap<>();
  private final TreeMap<Long, Verdict> refusals = new TreeMap<>();
  private long applied = -1;
  private long answered = -1;
  private long catalog = -1;

  synchronized CompletableFuture<Verdict> await(long offset) {
    if (offset <= applied) {
      return CompletableFuture.completedFuture(refusals.getOrDefault(offset, Verdict.APPLIED));
    }
    return waiting.computeIfAbsent(offset, at -> new CompletableFuture<>());
  }

  synchronized CompletableFuture<Void> awaitCatalog(long offset) {
    return offset <= catalog
        ? CompletableFuture.completedFuture(null)
        : stages.computeIfAbsent(offset, at -> new CompletableFuture<>());
  }

  /** Nobody waits any longer for this offset. */
  synchronized void forget(long offset, CompletableFuture<Verdict> waiter) {
    waiting.remove(offset, waiter);
  }

  /** The first offset that the owner must report again to a new stream. */
  synchronized long waitingFrom() {
    return waiting.isEmpty() ? applied + 1 : Math.min(waiting.firstKey(), applied + 1);
  }

  /** The record at the offset was answered without a receipt. */
  synchronized void answered(long offset) {
    answered = Math.max(answered, offset);
  }

  /** The last offset that was answered without a receipt and has none yet. */
  synchronized OptionalLong answeredUnseen() {
    return answered > applied ? OptionalLong.of(answered) : OptionalLong.empty();
  }

  void accept(PartitionReceipt receipt) {
    List<Runnable> completions = new ArrayList<>();
    synchronized (this) {
      for (Refusal refusal : receipt.getRefusalsList()) {
        refusals.put(
            refusal.getOffset(),
            Verdict.rejected(ErrorCode.ofNumber(refusal.getCode()), refusal.getMessage()));
      }
      while (refusals.size() > REFUSALS_REMEMBERED) {
        refusals.pollFirstEntry();
      }
      applied = Math.max(applied, receipt.getAppliedOffset());
      catalog = Math.max(catalog, receipt.getCatalogOffset());
      var served = waiting.headMap(applied, true);
      served.forEach(
          (offset, waiter) -> {
            Verdict verdict = refusals.getOrDefault(offset, Verdict.APPLIED);
            completions.add(() -> waiter.complete(verdict));
          });
      served.clear();
      var staged = stages.headMap(catalog, true);
      staged.values().forEach(waiter -> completions.add(() -> waiter.complete(null)));
      staged.clear();
    }
    completions.forEach(Runnable::run);
  }
}
