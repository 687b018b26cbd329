package dev.kiseki.ingest.artifact;

import dev.kiseki.ingest.relay.ObjectReads;
import dev.kiseki.transport.s3.S3Http;
import dev.kiseki.transport.s3.S3Settings;
import io.micronaut.context.annotation.Factory;
import io.micronaut.http.netty.channel.EventLoopGroupConfiguration;
import io.micronaut.http.netty.channel.EventLoopGroupFactory;
import io.micronaut.http.netty.channel.EventLoopGroupRegistry;
import io.micronaut.http.netty.channel.NettyChannelType;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import jakarta.inject.Singleton;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509TrustManager;

/**
 * Wires what passes buffers on: the server's own event loops, and the trust of the SDK's client.
 */
@Factory
final class StraightFactory {
  /** Whoever answers later than this is asked by the SDK, which has more patience. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

  /**
   * @param reads empty where S3 can be reached through a proxy only, which is left to the SDK
   */
  record Straight(Optional<ObjectReads> reads) {}

  @Singleton
  Straight straight(
      S3Settings s3,
      S3Http http,
      Transfers transfers,
      EventLoopGroupFactory transport,
      EventLoopGroupRegistry loops)
      throws SSLException {
    if (!isDirect(s3.endpoint())) {
      return new Straight(Optional.empty());
    }
    EventLoopGroupConfiguration kind =
        loops.getEventLoopGroupConfiguration(EventLoopGroupConfiguration.DEFAULT).orElse(null);
    Optional<SslContext> tls =
        "https".equals(s3.endpoint().getScheme())
            ? Optional.of(trusting(http.client().x509TrustManager()))
            : Optional.empty();
    return new Straight(
        Optional.of(
            new ObjectReads(
                new ObjectReads.Settings(
                    tls,
                    () -> transport.channelInstance(NettyChannelType.CLIENT_SOCKET, kind),
                    transfers.readers(),
                    s3.connectTimeout(),
                    s3.readTimeout(),
                    shorter(s3.readTimeout(), LONGEST_WAIT)))));
  }

  private static boolean isDirect(URI endpoint) {
    ProxySelector proxies = ProxySelector.getDefault();
    return proxies == null || proxies.select(endpoint).stream().allMatch(Proxy.NO_PROXY::equals);
  }

  private static SslContext trusting(X509TrustManager trust) throws SSLException {
    return SslContextBuilder.forClient()
        .sslProvider(SslProvider.JDK)
        .trustManager(trust)
        .endpointIdentificationAlgorithm("HTTPS")
        .build();
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
