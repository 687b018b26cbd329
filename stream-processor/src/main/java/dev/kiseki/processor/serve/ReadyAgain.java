package dev.kiseki.processor.serve;

import io.grpc.stub.ServerCallStreamObserver;

/**
 * Passes on that a reader takes more. gRPC wants the handler before the method returns, the rows
 * come from another thread later.
 */
final class ReadyAgain {
  private volatile Runnable then = () -> {};

  private ReadyAgain() {}

  static ReadyAgain of(ServerCallStreamObserver<?> to) {
    ReadyAgain ready = new ReadyAgain();
    to.setOnReadyHandler(() -> ready.then.run());
    return ready;
  }

  void then(Runnable next) {
    then = next;
  }
}
