package dev.kiseki.transport.shard;

import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Collects the messages of a stream until it ends. */
final class AllMessages<T> implements StreamObserver<T> {
  private final List<T> messages = new ArrayList<>();
  private final CompletableFuture<List<T>> all = new CompletableFuture<>();

  CompletableFuture<List<T>> all() {
    return all;
  }

  @Override
  public void onNext(T message) {
    messages.add(message);
  }

  @Override
  public void onError(Throwable failure) {
    all.completeExceptionally(failure);
  }

  @Override
  public void onCompleted() {
    all.complete(messages);
  }
}
