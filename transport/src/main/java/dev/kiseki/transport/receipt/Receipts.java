package dev.kiseki.transport.receipt;

import dev.kiseki.event.Verdict;
import dev.kiseki.store.shard.proto.PartitionPosition;
import dev.kiseki.store.shard.proto.PartitionReceipt;
import dev.kiseki.store.shard.proto.ReceiptBatch;
import dev.kiseki.store.shard.proto.ReceiptsRequest;
import dev.kiseki.transport.WithService;
import dev.kiseki.transport.append.LogPosition;
import dev.kiseki.transport.owner.Endpoint;
import dev.kiseki.transport.owner.OwnerDirectory;
import dev.kiseki.transport.shard.ReceiptStreams;
import io.grpc.stub.StreamObserver;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a stream of receipts open to every processor that owns a partition, and tells waiting
 * requests their verdict.
 */
@WithService
public final class Receipts implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Receipts.class);
  private static final long AGAIN_AFTER_MILLIS = 100;

  private final OwnerDirectory owners;
  private final ReceiptStreams streams;
  private final Map<Integer, PartitionReceipts> partitions = new ConcurrentHashMap<>();
  private final Set<Endpoint> open = new HashSet<>();
  private final FullPartitions full;
  private final ScheduledExecutorService thread;

  public Receipts(OwnerDirectory owners, ReceiptStreams streams) {
    this.owners = owners;
    this.streams = streams;
    this.full = new FullPartitions(owners::ownerOf);
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread worker = new Thread(work, "receipts");
              worker.setDaemon(true);
              return worker;
            });
    owners.onChange(() -> thread.execute(this::connect));
    thread.execute(this::connect);
  }

  /**
   * The verdict on the record at the position; fails with TimeoutException when it is not told in
   * time.
   */
  public CompletableFuture<Verdict> await(LogPosition position, Duration timeout) {
    PartitionReceipts receipts = of(position.partition());
    CompletableFuture<Verdict> waiter = receipts.await(position.offset());
    if (waiter.isDone()) {
      return waiter;
    }
    return waiter
        .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete(
            (verdict, failure) -> {
              if (failure != null) {
                receipts.forget(position.offset(), waiter);
              }
            });
  }

  /**
   * Says that the record at the position is about to be answered without a receipt, so that no read
   * after that answer misses it: the owner holds reads up until it has judged the record. An owner
   * that can't be told is away, and whoever comes after it waits for the end of the log.
   *
   * @return completes when the owner knows, or does not answer
   */
  public CompletionStage<Void> answerUnseen(LogPosition position) {
    of(position.partition()).answered(position.offset());
    return owners
        .ownerOf(position.partition())
        .map(owner -> expect(owner, position))
        .orElseGet(() -> CompletableFuture.completedFuture(null));
  }

  private CompletableFuture<Void> expect(Endpoint owner, LogPosition position) {
    return streams
        .expect(owner, proto(position.partition(), position.offset()))
        .handle(
            (known, failure) -> {
              if (failure != null) {
                log.debug("{} can't be told of {}", owner, position, failure);
              }
              return null;
            });
  }

  private static PartitionPosition proto(int partition, long offset) {
    return PartitionPosition.newBuilder().setPartition(partition).setOffset(offset).build();
  }

  /**
   * Completes when every partition knows the experiment stages up to this offset of the catalog.
   */
  public CompletableFuture<Void> awaitCatalog(long catalogOffset, Duration timeout) {
    List<CompletableFuture<?>> all = new ArrayList<>();
    for (int partition = 0; partition < owners.partitions(); partition++) {
      all.add(of(partition).awaitCatalog(catalogOffset));
    }
    return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new))
        .orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Whether the owner of a partition asked for no more metrics; false while it is not known. Two
   * look-ups.
   */
  public boolean historyFull(int partition) {
    return full.contains(partition);
  }

  private PartitionReceipts of(int partition) {
    return partitions.computeIfAbsent(partition, number -> new PartitionReceipts());
  }

  private void connect() {
    for (Endpoint endpoint : new HashSet<>(owners.owners().values())) {
      if (open.add(endpoint)) {
        streams.open(endpoint, request(), new Stream(endpoint));
      }
    }
  }

  private ReceiptsRequest request() {
    ReceiptsRequest.Builder request = ReceiptsRequest.newBuilder();
    partitions.forEach(
        (partition, receipts) -> {
          request.addWaitingFrom(proto(partition, receipts.waitingFrom()));
          receipts
              .answeredUnseen()
              .ifPresent(offset -> request.addAnswered(proto(partition, offset)));
        });
    return request.build();
  }

  private void again(Endpoint endpoint, String why) {
    log.debug("receipts from {} ended: {}", endpoint, why);
    full.forget(endpoint);
    if (!thread.isShutdown()) {
      thread.schedule(
          () -> {
            open.remove(endpoint);
            connect();
          },
          AGAIN_AFTER_MILLIS,
          TimeUnit.MILLISECONDS);
    }
  }

  private final class Stream implements StreamObserver<ReceiptBatch> {
    private final Endpoint endpoint;

    Stream(Endpoint endpoint) {
      this.endpoint = endpoint;
    }

    @Override
    public void onNext(ReceiptBatch batch) {
      for (PartitionReceipt receipt : batch.getReceiptsList()) {
        full.told(endpoint, receipt.getPartition(), receipt.getHistoryFull());
        of(receipt.getPartition()).accept(receipt);
      }
    }

    @Override
    public void onError(Throwable failure) {
      again(endpoint, failure.toString());
    }

    @Override
    public void onCompleted() {
      again(endpoint, "ended by the processor");
    }
  }

  @Override
  @PreDestroy
  public void close() {
    thread.shutdownNow();
  }
}
