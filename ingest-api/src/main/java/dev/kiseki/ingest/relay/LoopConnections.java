package dev.kiseki.ingest.relay;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.resolver.NoopAddressResolverGroup;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The connections of one event loop, touched by it alone. */
final class LoopConnections {
  private static final int MOST_IDLE = 16;
  private static final int IDLE_SECONDS = 20; // MinIO ends them after 30
  private static final int SMALLEST_READ = 4 << 10;
  private static final int FIRST_READ = 16 << 10;
  // Larger ones brought nothing, and each download may hold one.
  private static final int LARGEST_READ = 128 << 10;

  private final EventLoop loop;
  private final ObjectReads.Settings settings;
  private final Deque<Connection> idle = new ArrayDeque<>();

  LoopConnections(EventLoop loop, ObjectReads.Settings settings) {
    this.loop = loop;
    this.settings = settings;
  }

  EventLoop loop() {
    return loop;
  }

  /** The one used last: the others may end. */
  Optional<Connection> take(Target target) {
    for (Iterator<Connection> all = idle.descendingIterator(); all.hasNext(); ) {
      Connection connection = all.next();
      if (connection.leadsTo(target)) {
        all.remove();
        connection.taken();
        return Optional.of(connection);
      }
    }
    return Optional.empty();
  }

  /** Keeps it for the next read, or closes it when there are enough. */
  void giveBack(Connection connection) {
    if (idle.size() >= MOST_IDLE) {
      connection.close();
      return;
    }
    idle.addLast(connection);
    connection.left(loop.schedule(connection::close, IDLE_SECONDS, TimeUnit.SECONDS));
  }

  void forget(Connection connection) {
    idle.remove(connection);
  }

  void connect(
      Target target,
      InetSocketAddress place,
      Map<String, String> headers,
      CompletableFuture<ObjectRead> opened) {
    Connection connection = new Connection(this, target, settings);
    ChannelFuture connecting =
        new Bootstrap()
            .group(loop)
            .channelFactory(settings.channels())
            .resolver(NoopAddressResolverGroup.INSTANCE)
            .option(
                ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) settings.connectTimeout().toMillis())
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.AUTO_READ, false)
            .option(
                ChannelOption.RECVBUF_ALLOCATOR,
                new AdaptiveRecvByteBufAllocator(SMALLEST_READ, FIRST_READ, LARGEST_READ))
            .handler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    settings
                        .tls()
                        .filter(tls -> target.tls())
                        .ifPresent(
                            tls ->
                                channel
                                    .pipeline()
                                    .addLast(
                                        tls.newHandler(
                                            channel.alloc(), target.host(), target.port())));
                    channel.pipeline().addLast(connection);
                  }
                })
            .connect(place);
    connecting.addListener(
        connected -> {
          if (connected.isSuccess()) {
            connection.send(target, headers, opened);
          } else {
            opened.completeExceptionally(connected.cause());
          }
        });
  }
}
