package dev.kiseki.ingest.relay;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * Opens objects of one S3 endpoint. Connections stay with the event loop they were made on, some of
 * them open for the next read; they end when the loop does.
 */
public final class ObjectReads {
  /**
   * What it needs to know of the endpoint and of the machine.
   *
   * @param tls for addresses that are {@code https}; without it, those are refused
   * @param channels makes the loops' kind of socket
   * @param resolver may wait for a name server
   * @param connectTimeout after it S3 counts as away
   * @param silence longest time between two pieces that were asked for
   * @param headTimeout longest time until an answer begins
   */
  public record Settings(
      Optional<SslContext> tls,
      ChannelFactory<? extends Channel> channels,
      Executor resolver,
      Duration connectTimeout,
      Duration silence,
      Duration headTimeout) {}

  private final Settings settings;
  private final Map<EventLoop, LoopConnections> connections = new ConcurrentHashMap<>();

  public ObjectReads(Settings settings) {
    this.settings = settings;
  }

  /**
   * Asks for an object and waits for the head of the answer.
   *
   * @param loop where everything happens from here on
   * @param headers besides {@code Host}
   * @return completed on the loop; fails when S3 answers anything but the object, with its length
   */
  public CompletableFuture<ObjectRead> open(
      EventLoop loop, URI address, Map<String, String> headers) {
    Target target = Target.of(address);
    CompletableFuture<ObjectRead> opened = new CompletableFuture<>();
    if (target.tls() && settings.tls().isEmpty()) {
      opened.completeExceptionally(new IllegalArgumentException("no TLS for " + target.host()));
      return opened;
    }
    onLoop(
        loop,
        () -> {
          try {
            LoopConnections here =
                connections.computeIfAbsent(loop, l -> new LoopConnections(l, settings));
            Optional<Connection> idle = here.take(target);
            if (idle.isPresent()) {
              again(here, idle.get(), target, headers, opened);
            } else {
              connect(here, target, headers, opened);
            }
          } catch (RuntimeException e) { // a loop would only log it
            opened.completeExceptionally(e);
          }
        });
    return opened;
  }

  /** A connection that was kept open may have ended unnoticed; then a new one is made. */
  private void again(
      LoopConnections here,
      Connection kept,
      Target target,
      Map<String, String> headers,
      CompletableFuture<ObjectRead> opened) {
    CompletableFuture<ObjectRead> tried = new CompletableFuture<>();
    var unused =
        tried.whenComplete(
            (read, failure) -> {
              if (failure instanceof StaleConnectionException) {
                connect(here, target, headers, opened);
              } else if (failure != null) {
                opened.completeExceptionally(failure);
              } else if (!opened.complete(read)) {
                read.cancel();
              }
            });
    kept.send(target, headers, tried);
  }

  /** A name is looked up elsewhere, because that may take long and a loop must not wait. */
  private void connect(
      LoopConnections here,
      Target target,
      Map<String, String> headers,
      CompletableFuture<ObjectRead> opened) {
    CompletableFuture.supplyAsync(
            () -> new InetSocketAddress(target.host(), target.port()), settings.resolver())
        .thenAcceptAsync(place -> here.connect(target, place, headers, opened), here.loop())
        .exceptionally(
            failure -> {
              opened.completeExceptionally(failure);
              return null;
            });
  }

  static void onLoop(EventLoop loop, Runnable task) {
    if (loop.inEventLoop()) {
      task.run();
    } else {
      loop.execute(task);
    }
  }
}
