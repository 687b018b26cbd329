package dev.kiseki.transport.shard;

import dev.kiseki.transport.owner.Endpoint;
import io.grpc.ManagedChannel;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * One channel to each processor, which ends calls to one that does not answer ({@link
 * WatchedChannel}). A processor in this very process (the standalone) is reached without a socket,
 * through the same service and the same messages.
 */
@Singleton
public final class ShardChannels implements AutoCloseable {
  private static final int MOST_BYTES_A_MESSAGE = 64 << 20;

  private final Map<Endpoint, ManagedChannel> here = new ConcurrentHashMap<>();
  private final Map<Endpoint, WatchedChannel> elsewhere = new ConcurrentHashMap<>();
  private final Set<Endpoint> servedHere = ConcurrentHashMap.newKeySet();
  private final Pulse pulse;
  private final ScheduledExecutorService thread;

  public ShardChannels() {
    this(Pulse.USUAL);
  }

  ShardChannels(Pulse pulse) {
    this.pulse = pulse;
    this.thread =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread worker = new Thread(work, "shard-pulse");
              worker.setDaemon(true);
              return worker;
            });
  }

  /**
   * How a process is noticed that is stopped, or cut off without a word.
   *
   * @param every pause between two questions
   * @param silence longest time for an answer
   * @param gone who said nothing for so long is asked no more, until somebody wants it again
   */
  record Pulse(Duration every, Duration silence, Duration gone) {
    /** gRPC's own keep-alive would take 15 s at least. */
    static final Pulse USUAL =
        new Pulse(Duration.ofSeconds(1), Duration.ofSeconds(3), Duration.ofMinutes(10));
  }

  /** The name under which a shard server of this process listens. */
  public static String nameHere(int port) {
    return "kiseki-shards:" + port;
  }

  /** Says that the processor announced under this endpoint lives in this process. */
  public void servedHere(Endpoint endpoint) {
    servedHere.add(endpoint);
  }

  /** Calls on it fail at once while the process does not answer. */
  ManagedChannel to(Endpoint endpoint) {
    if (servedHere.contains(endpoint)) {
      return here.computeIfAbsent(
          endpoint,
          local ->
              InProcessChannelBuilder.forName(nameHere(local.port())).directExecutor().build());
    }
    return elsewhere
        .computeIfAbsent(
            endpoint,
            there ->
                new WatchedChannel(
                    there, () -> open(there), pulse, thread, gone -> elsewhere.remove(there, gone)))
        .channel();
  }

  private static ManagedChannel open(Endpoint endpoint) {
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
    thread.shutdownNow();
    here.values().forEach(ManagedChannel::shutdownNow);
    elsewhere.values().forEach(WatchedChannel::close);
  }
}
