package dev.kiseki.transport.shard;

import com.google.protobuf.ByteString;
import dev.kiseki.store.shard.PackedRun;
import dev.kiseki.store.shard.proto.ScanBatch;
import dev.kiseki.store.shard.proto.ScanRequest;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One owner's rows of a scan. A batch is asked for only when it is wanted, so neither side piles
 * up.
 */
public final class RowBatches
    implements ClientResponseObserver<ScanRequest, ScanBatch>, OwnerScan.Answer {
  private ClientCallStreamObserver<ScanRequest> call;
  private CompletableFuture<List<PackedRun>> awaited;
  private CompletionStage<List<PackedRun>> first;
  private boolean ended;
  private Throwable failure;

  RowBatches() {}

  @Override
  public void beforeStart(ClientCallStreamObserver<ScanRequest> started) {
    call = started;
    started.disableAutoRequestWithInitial(0);
  }

  /** Asks for the first rows, which {@link #next} gives then. Once, before it. */
  @Override
  public CompletionStage<Void> opened() {
    CompletableFuture<Void> opened = new CompletableFuture<>();
    CompletionStage<List<PackedRun>> asked = next();
    synchronized (this) {
      first = asked;
    }
    asked.whenComplete(
        (rows, told) -> {
          if (told == null) {
            opened.complete(null);
          } else {
            opened.completeExceptionally(failureOr(told));
          }
        });
    return opened;
  }

  private synchronized Throwable failureOr(Throwable told) {
    return failure == null ? told : failure;
  }

  /**
   * The next rows in order, an empty list at the end. Not to be called again before it completed.
   *
   * @return fails with TEMPORARILY_UNAVAILABLE when the owner does not answer
   */
  public CompletionStage<List<PackedRun>> next() {
    CompletableFuture<List<PackedRun>> batch = new CompletableFuture<>();
    synchronized (this) {
      if (first != null) {
        CompletionStage<List<PackedRun>> opened = first;
        first = null;
        return opened;
      }
      if (failure != null) {
        return CompletableFuture.failedStage(ShardClient.unavailable(failure));
      }
      if (ended) {
        return CompletableFuture.completedStage(List.of());
      }
      awaited = batch;
    }
    call.request(1);
    return batch;
  }

  @Override
  public void cancel() {
    call.cancel("enough rows", null);
  }

  @Override
  public void onNext(ScanBatch batch) {
    if (batch.getRowsCount() == 0) {
      call.request(1);
      return;
    }
    List<PackedRun> rows = new ArrayList<>(batch.getRowsCount());
    for (ByteString row : batch.getRowsList()) {
      rows.add(PackedRun.of(row.toByteArray()));
    }
    CompletableFuture<List<PackedRun>> waiting = taken();
    if (waiting != null) {
      waiting.complete(rows);
    }
  }

  @Override
  public void onError(Throwable problem) {
    synchronized (this) {
      failure = problem;
    }
    CompletableFuture<List<PackedRun>> waiting = taken();
    if (waiting != null) {
      waiting.completeExceptionally(ShardClient.unavailable(problem));
    }
  }

  @Override
  public void onCompleted() {
    synchronized (this) {
      ended = true;
    }
    CompletableFuture<List<PackedRun>> waiting = taken();
    if (waiting != null) {
      waiting.complete(List.of());
    }
  }

  private synchronized CompletableFuture<List<PackedRun>> taken() {
    CompletableFuture<List<PackedRun>> waiting = awaited;
    awaited = null;
    return waiting;
  }
}
