package dev.kiseki.protocol.server;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.convert.format.ReadableBytes;

/**
 * How much one request may be, {@code kiseki.http.*}. Sizes are bytes, also written {@code 64MB}.
 */
@ConfigurationProperties("kiseki.http")
public final class HttpSettings {
  private long maxBodySize = 64L << 20;
  private int maxRequestLine = 64 << 10;
  private int maxHeaderSize = 32 << 10;

  /** Largest body that is read as a whole; a streamed upload is not bound by it. 64 MB. */
  public long getMaxBodySize() {
    return maxBodySize;
  }

  public void setMaxBodySize(@ReadableBytes long maxBodySize) {
    this.maxBodySize = maxBodySize;
  }

  /** Longest first line: queries over many runs carry their ids there. 64 KB. */
  public int getMaxRequestLine() {
    return maxRequestLine;
  }

  public void setMaxRequestLine(@ReadableBytes int maxRequestLine) {
    this.maxRequestLine = maxRequestLine;
  }

  /** All header fields together. 32 KB. */
  public int getMaxHeaderSize() {
    return maxHeaderSize;
  }

  public void setMaxHeaderSize(@ReadableBytes int maxHeaderSize) {
    this.maxHeaderSize = maxHeaderSize;
  }
}
