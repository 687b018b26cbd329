package dev.kiseki.transport.shard;

import dev.kiseki.store.shard.proto.AliveReply;
import dev.kiseki.store.shard.proto.AliveRequest;
import dev.kiseki.store.shard.proto.RunShardsGrpc;
import dev.kiseki.transport.owner.Endpoint;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A channel to a process that may be stopped, or cut off, and then neither answers nor refuses. It
 * is asked all the time whether it is there. When it does not say so, calls under way end with
 * UNAVAILABLE, and so do new ones, until it does: who made them can ask somebody else.
 */
final class WatchedChannel implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(WatchedChannel.class);

  private final Endpoint endpoint;
  private final Supplier<ManagedChannel> open;
  private final ShardChannels.Pulse pulse;
  private final ScheduledExecutorService thread;
  private final Consumer<WatchedChannel> gone;
  private volatile ManagedChannel channel;
  private ManagedChannel asked;
  private long heardAt = System.nanoTime();
  private boolean closed;

  /**
   * @param gone told when nothing was heard for long: the process will not be there again, as one
   *     that got another address
   */
  WatchedChannel(
      Endpoint endpoint,
      Supplier<ManagedChannel> open,
      ShardChannels.Pulse pulse,
      ScheduledExecutorService thread,
      Consumer<WatchedChannel> gone) {
    this.endpoint = endpoint;
    this.open = open;
    this.pulse = pulse;
    this.thread = thread;
    this.gone = gone;
    this.channel = open.get();
    this.asked = channel;
    askLater();
  }

  ManagedChannel channel() {
    return channel;
  }

  private void askLater() {
    try {
      var unused = thread.schedule(this::ask, pulse.every().toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException ended) {
      log.debug("no more questions to {}", endpoint);
    }
  }

  private synchronized void ask() {
    if (closed) {
      return;
    }
    RunShardsGrpc.newStub(asked)
        .withDeadlineAfter(pulse.silence().toMillis(), TimeUnit.MILLISECONDS)
        .alive(
            AliveRequest.getDefaultInstance(),
            new StreamObserver<>() {
              @Override
              public void onNext(AliveReply reply) {
                answered();
              }

              @Override
              public void onError(Throwable failure) {
                Status.Code code = Status.fromThrowable(failure).getCode();
                if (code == Status.Code.DEADLINE_EXCEEDED) {
                  silent();
                } else if (code == Status.Code.UNIMPLEMENTED) {
                  answered(); // a process of an earlier release
                }
                if (!isGone()) {
                  askLater(); // what can't be connected to fails by itself
                }
              }

              @Override
              public void onCompleted() {
                askLater();
              }
            });
  }

  private synchronized boolean isGone() {
    if (closed || System.nanoTime() - heardAt < pulse.gone().toNanos()) {
      return closed;
    }
    close();
    gone.accept(this);
    return true;
  }

  private synchronized void answered() {
    heardAt = System.nanoTime();
    if (channel != asked && !closed) {
      log.info("the processor at {} answers again", endpoint);
      channel = asked;
    }
  }

  private synchronized void silent() {
    if (closed) {
      return;
    }
    if (channel == asked) {
      log.warn("the processor at {} says nothing for {}", endpoint, pulse.silence());
    }
    asked.shutdownNow();
    asked = open.get();
  }

  @Override
  public synchronized void close() {
    closed = true;
    channel.shutdownNow();
    asked.shutdownNow();
  }
}
