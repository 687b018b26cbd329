package dev.kiseki.transport.shard;

import dev.kiseki.store.document.RunView;
import dev.kiseki.store.shard.RunReplies;
import dev.kiseki.store.shard.proto.ScanBatch;
import dev.kiseki.store.shard.proto.ScanRequest;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * One owner's rows of a scan. A batch is asked for only when it is wanted, so neither side piles
 * up.
 */
public final class RowBatches implements ClientResponseObserver<ScanRequest, ScanBatch> {
  private ClientCallStreamObserver<ScanRequest> call;
  private CompletableFuture<List<RunView>> awaited;
  private boolean ended;
  private Throwable failure;

  RowBatches() {}

  @Override
  public void beforeStart(ClientCallStreamObserver<ScanRequest> started) {
    call = started;
    started.disableAutoRequestWithInitial(0);
  }

  /**
   * The next rows in order, an empty list at the end. Not to be called again before it completed.
   *
   * @return fails with TEMPORARILY_UNAVAILABLE when the owner does not answer
   */
  public CompletionStage<List<RunView>> next() {
    CompletableFuture<List<RunView>> batch = new CompletableFuture<>();
    synchronized (this) {
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

  /** No more rows are wanted; harmless after the end. */
  public void cancel() {
    call.cancel("enough rows", null);
  }

  @Override
  public void onNext(ScanBatch batch) {
    if (batch.getRowsCount() == 0) {
      call.request(1);
      return;
    }
    List<RunView> rows = batch.getRowsList().stream().map(RunReplies::fromProto).toList();
    CompletableFuture<List<RunView>> waiting = taken();
    if (waiting != null) {
      waiting.complete(rows);
    }
  }

  @Override
  public void onError(Throwable problem) {
    synchronized (this) {
      failure = problem;
    }
    CompletableFuture<List<RunView>> waiting = taken();
    if (waiting != null) {
      waiting.completeExceptionally(ShardClient.unavailable(problem));
    }
  }

  @Override
  public void onCompleted() {
    synchronized (this) {
      ended = true;
    }
    CompletableFuture<List<RunView>> waiting = taken();
    if (waiting != null) {
      waiting.complete(List.of());
    }
  }

  private synchronized CompletableFuture<List<RunView>> taken() {
    CompletableFuture<List<RunView>> waiting = awaited;
    awaited = null;
    return waiting;
  }
}
