package dev.kiseki.transport.shard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.store.shard.proto.AliveReply;
import dev.kiseki.store.shard.proto.AliveRequest;
import dev.kiseki.store.shard.proto.RunShardsGrpc;
import dev.kiseki.store.shard.proto.ScanBatch;
import dev.kiseki.store.shard.proto.ScanRequest;
import dev.kiseki.transport.owner.Endpoint;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ShardChannelsTest {
  /** A processor that can be stopped: it takes calls and answers nothing. */
  private static final class Shard extends RunShardsGrpc.RunShardsImplBase {
    volatile boolean stopped;

    @Override
    public void alive(AliveRequest request, StreamObserver<AliveReply> to) {
      if (!stopped) {
        to.onNext(AliveReply.getDefaultInstance());
        to.onCompleted();
      }
    }

    @Override
    public void scan(ScanRequest request, StreamObserver<ScanBatch> to) {
      if (!stopped) {
        to.onCompleted();
      }
    }
  }

  /** Of a release that does not know the question. */
  private static final class Earlier extends RunShardsGrpc.RunShardsImplBase {
    @Override
    public void scan(ScanRequest request, StreamObserver<ScanBatch> to) {
      to.onCompleted();
    }
  }

  private final ShardChannels channels =
      new ShardChannels(
          new ShardChannels.Pulse(
              Duration.ofMillis(20), Duration.ofMillis(400), Duration.ofSeconds(2)));
  private final Shard shard = new Shard();
  private Server server;

  @BeforeEach
  void start() throws Exception {
    server = serve(shard);
  }

  private static Server serve(RunShardsGrpc.RunShardsImplBase shard) throws Exception {
    return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
        .addService(shard)
        .build()
        .start();
  }

  @AfterEach
  void stop() {
    channels.close();
    server.shutdownNow();
  }

  private CompletableFuture<Status.Code> scan(Server of) {
    CompletableFuture<Status.Code> end = new CompletableFuture<>();
    RunShardsGrpc.newStub(channels.to(new Endpoint("127.0.0.1", of.getPort())))
        .scan(
            ScanRequest.getDefaultInstance(),
            new StreamObserver<>() {
              @Override
              public void onNext(ScanBatch batch) {}

              @Override
              public void onError(Throwable failure) {
                end.complete(Status.fromThrowable(failure).getCode());
              }

              @Override
              public void onCompleted() {
                end.complete(Status.Code.OK);
              }
            });
    return end;
  }

  @Test
  void callsToAProcessThatStoppedEndAndWorkAgainWhenItGoesOn() throws Exception {
    assertThat(scan(server).join()).isEqualTo(Status.Code.OK);
    shard.stopped = true;
    CompletableFuture<Status.Code> underWay = scan(server);
    assertThat(underWay.join()).isEqualTo(Status.Code.UNAVAILABLE);
    // As long as it is silent nobody waits for it: at once, not after a deadline.
    assertThat(scan(server).join()).isEqualTo(Status.Code.UNAVAILABLE);
    shard.stopped = false;
    while (scan(server).join() != Status.Code.OK) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  @Test
  void whoSaysNothingForLongIsForgottenAndFoundAgainWhenSomebodyAsks() throws Exception {
    Endpoint endpoint = new Endpoint("127.0.0.1", server.getPort());
    shard.stopped = true;
    var channel = channels.to(endpoint);
    while (channels.to(endpoint) == channel) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    assertThat(channel.isShutdown()).isTrue();
    shard.stopped = false;
    assertThat(scan(server).join()).isEqualTo(Status.Code.OK);
  }

  @Test
  void aProcessOfAnEarlierReleaseIsNotTakenForDead() throws Exception {
    Server earlier = serve(new Earlier());
    try {
      long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
      while (System.nanoTime() < until) {
        assertThat(scan(earlier).join()).isEqualTo(Status.Code.OK);
        TimeUnit.MILLISECONDS.sleep(50);
      }
    } finally {
      earlier.shutdownNow();
    }
  }
}
