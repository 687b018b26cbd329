package dev.kiseki.processor.receipts;

import dev.kiseki.store.shard.proto.PartitionReceipt;
import dev.kiseki.store.shard.proto.ReceiptBatch;
import dev.kiseki.store.shard.proto.Refusal;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** A subscriber that remembers. */
public final class Collected implements StreamObserver<ReceiptBatch> {
  private final Map<Integer, Long> applied = new HashMap<>();
  private final List<Long> refused = new ArrayList<>();
  private final Set<Integer> full = new HashSet<>();
  private int batches;
  private Throwable failure;
  private boolean completed;

  @Override
  public synchronized void onNext(ReceiptBatch batch) {
    batches++;
    for (PartitionReceipt receipt : batch.getReceiptsList()) {
      for (Refusal refusal : receipt.getRefusalsList()) {
        if (refusal.getOffset() > receipt.getAppliedOffset()) {
          throw new IllegalStateException("a refusal beyond the position");
        }
        refused.add(refusal.getOffset());
      }
      if (receipt.getHistoryFull()) {
        full.add(receipt.getPartition());
      } else {
        full.remove(receipt.getPartition());
      }
      Long before = applied.put(receipt.getPartition(), receipt.getAppliedOffset());
      if (before != null && before > receipt.getAppliedOffset()) {
        throw new IllegalStateException("went back");
      }
    }
    notifyAll();
  }

  @Override
  public synchronized void onError(Throwable problem) {
    failure = problem;
    notifyAll();
  }

  @Override
  public synchronized void onCompleted() {
    completed = true;
    notifyAll();
  }

  public synchronized long applied(int partition) {
    return applied.getOrDefault(partition, Long.MIN_VALUE);
  }

  public synchronized boolean full(int partition) {
    return full.contains(partition);
  }

  public synchronized List<Long> refused() {
    return List.copyOf(refused);
  }

  public synchronized int batches() {
    return batches;
  }

  public synchronized boolean ended() {
    return completed || failure != null;
  }

  public synchronized void await(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + 10_000_000_000L;
    while (!condition.getAsBoolean()) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new AssertionError("did not come: " + applied + " " + refused + " " + failure);
      }
      wait(left);
    }
  }
}
