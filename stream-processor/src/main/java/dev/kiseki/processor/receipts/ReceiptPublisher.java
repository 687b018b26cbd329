package dev.kiseki.processor.receipts;

import dev.kiseki.processor.held.HeldPartitions;
import dev.kiseki.processor.held.HistoryRoom;
import dev.kiseki.store.shard.proto.PartitionPosition;
import dev.kiseki.store.shard.proto.ReceiptBatch;
import dev.kiseki.store.shard.proto.ReceiptsRequest;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread that pushes receipts. It sleeps until something is applied; what is applied while it
 * sends goes into the next message, so the busier the fold, the more each message says.
 */
public final class ReceiptPublisher implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ReceiptPublisher.class);
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long LOOK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final HeldPartitions partitions;
  private final HistoryRoom room;
  private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();
  private final Thread thread;
  private volatile boolean moved;
  private volatile boolean sleeping;
  private volatile boolean closed;

  public ReceiptPublisher(HeldPartitions partitions, HistoryRoom room) {
    this.partitions = partitions;
    this.room = room;
    this.thread = new Thread(this::run, "receipts");
    thread.setDaemon(true);
    partitions.onMove(this::wake);
  }

  public void start() {
    thread.start();
  }

  /** Something moved. A volatile write; wakes the thread only when it sleeps. */
  private void wake() {
    moved = true;
    if (sleeping) {
      LockSupport.unpark(thread);
    }
  }

  /** Opens a stream; it gets its first message at once. */
  public void subscribe(ReceiptsRequest request, ServerCallStreamObserver<ReceiptBatch> observer) {
    for (PartitionPosition answered : request.getAnsweredList()) {
      partitions.of(answered.getPartition()).ifPresent(it -> it.expect(answered.getOffset()));
    }
    Subscriber subscriber = new Subscriber(request, observer);
    observer.setOnCancelHandler(() -> subscribers.remove(subscriber));
    observer.setOnReadyHandler(this::wake);
    subscribers.add(subscriber);
    wake();
  }

  private void run() {
    while (!closed) {
      moved = false;
      boolean again = publish();
      if (again || moved) {
        continue;
      }
      sleeping = true;
      if (!moved && !closed) {
        LockSupport.parkNanos(this, LOOK_AGAIN_NANOS);
      }
      sleeping = false;
    }
    subscribers.forEach(subscriber -> subscriber.observer().onCompleted());
  }

  private boolean publish() {
    boolean again = false;
    boolean full = room.full(partitions.all());
    for (Subscriber subscriber : subscribers) {
      try {
        long now = System.nanoTime();
        long blockedSince = subscriber.blockedSince(now);
        if (blockedSince == 0) {
          again |= subscriber.send(partitions.all(), full);
        } else if (now - blockedSince > PATIENCE_NANOS) {
          drop(subscriber, Status.RESOURCE_EXHAUSTED.withDescription("takes no receipts"));
        }
      } catch (IllegalStateException gone) {
        // A partition was closed under the reader: the next round does without it.
        log.debug("receipts could not be read", gone);
      } catch (RuntimeException failure) {
        log.debug("a stream of receipts broke", failure);
        drop(subscriber, Status.CANCELLED);
      }
    }
    return again;
  }

  private void drop(Subscriber subscriber, Status why) {
    subscribers.remove(subscriber);
    try {
      subscriber.observer().onError(why.asRuntimeException());
    } catch (RuntimeException alreadyGone) {
      log.debug("the stream was gone", alreadyGone);
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
  }
}
