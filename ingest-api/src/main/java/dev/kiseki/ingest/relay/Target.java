package dev.kiseki.ingest.relay;

import java.net.URI;

/**
 * Where a signed address leads.
 *
 * @param authority as in the {@code Host} header, which is signed
 * @param request path and query as they were signed
 */
record Target(boolean tls, String host, int port, String authority, String request) {
  static Target of(URI address) {
    boolean tls = "https".equals(address.getScheme());
    int port = address.getPort() >= 0 ? address.getPort() : tls ? 443 : 80;
    String query = address.getRawQuery();
    return new Target(
        tls,
        address.getHost(),
        port,
        address.getRawAuthority(),
        address.getRawPath() + (query == null ? "" : "?" + query));
  }

  boolean sameServer(Target other) {
    return tls == other.tls && port == other.port && host.equals(other.host);
  }
}
