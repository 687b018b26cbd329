package dev.kiseki.transport.shard;

import dev.kiseki.transport.owner.Endpoint;
import io.grpc.ManagedChannel;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * One channel to each processor. A processor in this very process (the standalone) is reached
 * without a socket, through the same service and the same messages.
 */
@Singleton
public final class ShardChannels implements AutoCloseable {
  private static final int MOST_BYTES_A_MESSAGE = 64 << 20;

  private final Map<Endpoint, ManagedChannel> channels = new ConcurrentHashMap<>();
  private final Set<Endpoint> here = ConcurrentHashMap.newKeySet();

  /** The name under which a shard server of this process listens. */
  public static String nameHere(int port) {
    return "kiseki-shards:" + port;
  }

  /** Says that the processor announced under this endpoint lives in this process. */
  public void servedHere(Endpoint endpoint) {
    here.add(endpoint);
  }

  ManagedChannel to(Endpoint endpoint) {
    return channels.computeIfAbsent(endpoint, this::open);
  }

  private ManagedChannel open(Endpoint endpoint) {
    if (here.contains(endpoint)) {
      return InProcessChannelBuilder.forName(nameHere(endpoint.port())).directExecutor().build();
    }
    return NettyChannelBuilder.forAddress(endpoint.host(), endpoint.port())
        .usePlaintext()
        .maxInboundMessageSize(MOST_BYTES_A_MESSAGE)
        .keepAliveTime(20, TimeUnit.SECONDS)
        .keepAliveTimeout(5, TimeUnit.SECONDS)
        .build();
  }

  @Override
  @PreDestroy
  public void close() {
    channels.values().forEach(ManagedChannel::shutdownNow);
  }
}
