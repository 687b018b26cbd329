package dev.kiseki.transport.shard;

import com.google.protobuf.ByteString;
import dev.kiseki.store.key.DatasetKey;
import dev.kiseki.store.shard.proto.DatasetsReply;
import dev.kiseki.store.shard.proto.DatasetsRequest;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The data sets that one owner's runs used. */
public final class DatasetUsesReply
    implements ClientResponseObserver<DatasetsRequest, DatasetsReply>, OwnerScan.Answer {
  private final CompletableFuture<Void> opened = new CompletableFuture<>();
  private volatile ClientCallStreamObserver<DatasetsRequest> call;
  private volatile DatasetsReply reply = DatasetsReply.getDefaultInstance();

  DatasetUsesReply() {}

  @Override
  public void beforeStart(ClientCallStreamObserver<DatasetsRequest> started) {
    call = started;
  }

  @Override
  public CompletionStage<Void> opened() {
    return opened;
  }

  @Override
  public void cancel() {
    call.cancel("no longer wanted", null);
  }

  /** In the order of their keys; once it is opened. */
  public List<DatasetKey.Use> uses() {
    return reply.getUsesList().stream()
        .map(ByteString::toByteArray)
        .map(DatasetKey::parseUse)
        .toList();
  }

  @Override
  public void onNext(DatasetsReply answer) {
    reply = answer;
    opened.complete(null);
  }

  @Override
  public void onError(Throwable problem) {
    opened.completeExceptionally(problem);
  }

  @Override
  public void onCompleted() {}
}
