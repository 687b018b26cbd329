package dev.kiseki.transport.shard;

import dev.kiseki.store.shard.proto.ReceiptBatch;
import dev.kiseki.store.shard.proto.ReceiptsRequest;
import dev.kiseki.store.shard.proto.RunShardsGrpc;
import dev.kiseki.transport.owner.Endpoint;
import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;

/** Opens streams of receipts; without a deadline, because they end only with one of their ends. */
@Singleton
public final class ReceiptStreams {
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
}
