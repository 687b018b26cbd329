package dev.kiseki.protocol.server;

import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.server.netty.configuration.NettyHttpServerConfiguration;
import jakarta.inject.Singleton;

/**
 * Sets the server up as MLflow's clients expect it, in code because several services may share one
 * process and its configuration files.
 */
@Singleton
final class ServerSetup implements BeanCreatedEventListener<NettyHttpServerConfiguration> {
  private static final int NEVER_COMPRESS = -1;
  // What a socket gives at once. In the 8 KB of the default an upload spends its time in handing
  // over.
  private static final int BODY_PIECE = 64 << 10;

  private final HttpSettings settings;

  ServerSetup(HttpSettings settings) {
    this.settings = settings;
  }

  @Override
  public NettyHttpServerConfiguration onCreated(
      BeanCreatedEvent<NettyHttpServerConfiguration> event) {
    NettyHttpServerConfiguration server = event.getBean();
    server.setMaxRequestSize(Long.MAX_VALUE); // uploads are streamed and may be any size
    server.setMaxChunkSize(BODY_PIECE);
    server.setMaxRequestBufferSize(settings.getMaxBodySize());
    server.setMaxInitialLineLength(settings.getMaxRequestLine());
    server.setMaxHeaderSize(settings.getMaxHeaderSize());
    server.setSemicolonIsNormalChar(true);
    server.setCompressionThreshold(NEVER_COMPRESS); // MLflow compresses nothing either
    server.setRequestDecompressionEnabled(false);
    return server;
  }
}
