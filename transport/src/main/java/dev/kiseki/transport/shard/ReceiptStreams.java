package dev.kiseki.transport.shard;

import dev.kiseki.store.shard.proto.Expected;
import dev.kiseki.store.shard.proto.PartitionPosition;
import dev.kiseki.store.shard.proto.ReceiptBatch;
import dev.kiseki.store.shard.proto.ReceiptsRequest;
import dev.kiseki.store.shard.proto.RunShardsGrpc;
import dev.kiseki.transport.owner.Endpoint;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * What writers and the owners of partitions tell each other. Streams of receipts have no deadline,
 * because they end only with one of their ends.
 */
@Singleton
public final class ReceiptStreams {
  private static final long EXPECT_MILLIS = 250;

  private final ShardChannels channels;

  public ReceiptStreams(ShardChannels channels) {
    this.channels = channels;
  }

  public void open(Endpoint endpoint, ReceiptsRequest request, StreamObserver<ReceiptBatch> to) {
    ManagedChannel channel = channels.to(endpoint);
    // A processor that came back must be found at once, not after a back-off of minutes.
    channel.resetConnectBackoff();
    RunShardsGrpc.newStub(channel).receipts(request, to);
  }

  /**
   * Has the owner's readers wait for the record at the position; one round trip, 250 ms at most.
   */
  public CompletableFuture<Expected> expect(Endpoint owner, PartitionPosition position) {
    RunShardsGrpc.RunShardsStub stub =
        RunShardsGrpc.newStub(channels.to(owner))
            .withDeadlineAfter(EXPECT_MILLIS, TimeUnit.MILLISECONDS);
    return ShardClient.one(answer -> stub.expect(position, answer));
  }
}
