package dev.kiseki.processor.serve;

import com.google.protobuf.UnsafeByteOperations;
import dev.kiseki.store.shard.proto.ScanBatch;
import io.grpc.stub.ServerCallStreamObserver;
import java.util.Deque;

/** Sends rows in batches, as fast as the reader takes them. */
final class RowStream {
  private static final int BATCH_BYTES = 256 << 10;

  private final Deque<byte[]> rows;
  private final ServerCallStreamObserver<ScanBatch> to;
  private boolean done;

  private RowStream(Deque<byte[]> rows, ServerCallStreamObserver<ScanBatch> to) {
    this.rows = rows;
    this.to = to;
  }

  /**
   * @param ready told, before this call, whenever the reader takes more
   */
  static void send(Deque<byte[]> rows, ServerCallStreamObserver<ScanBatch> to, ReadyAgain ready) {
    RowStream stream = new RowStream(rows, to);
    ready.then(stream::push);
    stream.push();
  }

  /** Also called from within itself: a reader of this process takes a batch while it is sent. */
  private synchronized void push() {
    while (!done && !to.isCancelled() && to.isReady()) {
      ScanBatch batch = next();
      if (batch.getRowsCount() > 0) {
        to.onNext(batch);
      }
      if (!done && rows.isEmpty()) {
        done = true;
        to.onCompleted();
      }
    }
  }

  private ScanBatch next() {
    ScanBatch.Builder batch = ScanBatch.newBuilder();
    int bytes = 0;
    while (!rows.isEmpty() && bytes < BATCH_BYTES) {
      byte[] row = rows.removeFirst();
      bytes += row.length;
      batch.addRows(UnsafeByteOperations.unsafeWrap(row)); // nobody else has it any more
    }
    return batch.build();
  }
}
