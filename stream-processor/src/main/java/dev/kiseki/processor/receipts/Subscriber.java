package dev.kiseki.processor.receipts;

import dev.kiseki.processor.held.HeldPartition;
import dev.kiseki.store.document.proto.StoredRejection;
import dev.kiseki.store.shard.proto.PartitionPosition;
import dev.kiseki.store.shard.proto.PartitionReceipt;
import dev.kiseki.store.shard.proto.ReceiptBatch;
import dev.kiseki.store.shard.proto.ReceiptsRequest;
import dev.kiseki.store.shard.proto.Refusal;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One stream of receipts. Holds positions only: refusals are read from the state when it is time to
 * send them, so a slow one costs no memory. Used by the publisher's thread.
 */
final class Subscriber {
  /** Refusals in one message; more follow in the next. */
  private static final int MOST_REFUSALS = 200;

  /** How far back refusals are told of a partition that came here after the stream was opened. */
  private static final long LOOK_BACK = 10_000;

  private final ServerCallStreamObserver<ReceiptBatch> observer;
  private final Map<Integer, Long> waitingFrom = new HashMap<>();
  private final Map<HeldPartition, Told> told = new HashMap<>();
  private boolean first = true;
  private long blockedSince;

  private static final class Told {
    long applied;
    long catalogOffset;
    boolean full;
  }

  Subscriber(ReceiptsRequest request, ServerCallStreamObserver<ReceiptBatch> observer) {
    this.observer = observer;
    for (PartitionPosition position : request.getWaitingFromList()) {
      waitingFrom.put(position.getPartition(), position.getOffset());
    }
  }

  ServerCallStreamObserver<ReceiptBatch> observer() {
    return observer;
  }

  /** Since when it takes nothing; 0 while it does. */
  long blockedSince(long nowNanos) {
    if (observer.isReady()) {
      blockedSince = 0;
    } else if (blockedSince == 0) {
      blockedSince = nowNanos == 0 ? 1 : nowNanos;
    }
    return blockedSince;
  }

  /**
   * Sends what moved, if anything did.
   *
   * @param full whether as many points as may wait for the history store
   * @return whether more is to be sent at once
   */
  boolean send(Collection<HeldPartition> partitions, boolean full) {
    ReceiptBatch.Builder batch = ReceiptBatch.newBuilder();
    boolean more = false;
    for (HeldPartition partition : partitions) {
      more |= receipt(partition, full, batch);
    }
    if (batch.getReceiptsCount() > 0 || first) {
      first = false;
      observer.onNext(batch.build());
    }
    told.keySet().removeIf(HeldPartition::released);
    return more;
  }

  private boolean receipt(HeldPartition partition, boolean full, ReceiptBatch.Builder batch) {
    // The position is read before the refusals: all up to it are stored by then.
    long applied = partition.applied();
    long catalogOffset = partition.catalogOffset();
    Told before = told.get(partition);
    if (before != null
        && before.applied == applied
        && before.catalogOffset == catalogOffset
        && before.full == full) {
      return false;
    }
    long from = before == null ? firstWanted(partition.number(), applied) : before.applied + 1;
    List<StoredRejection> refusals =
        before != null && partition.lastRefusal() < from
            ? List.of()
            : partition.reader().rejectionsFrom(from, MOST_REFUSALS).stream()
                .filter(refusal -> refusal.getOffset() <= applied)
                .toList();
    boolean more = refusals.size() == MOST_REFUSALS;
    Told now = told.computeIfAbsent(partition, key -> new Told());
    now.applied = more ? refusals.get(refusals.size() - 1).getOffset() : applied;
    now.catalogOffset = catalogOffset;
    now.full = full;
    PartitionReceipt.Builder receipt =
        PartitionReceipt.newBuilder()
            .setPartition(partition.number())
            .setAppliedOffset(now.applied)
            .setCatalogOffset(catalogOffset)
            .setHistoryFull(full);
    for (StoredRejection refusal : refusals) {
      receipt.addRefusals(
          Refusal.newBuilder()
              .setOffset(refusal.getOffset())
              .setCode(refusal.getCode())
              .setMessage(refusal.getMessage()));
    }
    batch.addReceipts(receipt);
    return more;
  }

  private long firstWanted(int partition, long applied) {
    Long wanted = waitingFrom.get(partition);
    if (wanted != null) {
      return wanted;
    }
    return first ? applied + 1 : Math.max(0, applied - LOOK_BACK);
  }
}
