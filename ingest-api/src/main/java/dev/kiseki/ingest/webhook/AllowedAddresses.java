package dev.kiseki.ingest.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where webhooks may lead: to public addresses and to networks that the operator names. Public is
 * what MLflow 3.17.2 takes for it ({@code _is_public_ip}: Python's {@code is_global}, from IANA's
 * registries of special addresses), without multicast.
 */
final class AllowedAddresses {
  private static final List<Network> SPECIAL =
      Stream.of(
              "0.0.0.0/8",
              "10.0.0.0/8",
              "100.64.0.0/10",
              "127.0.0.0/8",
              "169.254.0.0/16",
              "172.16.0.0/12",
              "192.0.0.0/24",
              "192.0.2.0/24",
              "192.168.0.0/16",
              "198.18.0.0/15",
              "198.51.100.0/24",
              "203.0.113.0/24",
              "224.0.0.0/4",
              "240.0.0.0/4",
              "::/128",
              "::1/128",
              "64:ff9b:1::/48",
              "100::/64",
              "2001::/23",
              "2001:db8::/32",
              "3fff::/20",
              "fc00::/7",
              "fe80::/10",
              "ff00::/8")
          .map(Network::of)
          .toList();
  private static final List<Network> PUBLIC_AFTER_ALL =
      Stream.of(
              "192.0.0.9",
              "192.0.0.10",
              "2001:1::1",
              "2001:1::2",
              "2001:3::/32",
              "2001:4:112::/48",
              "2001:20::/28",
              "2001:30::/28")
          .map(Network::of)
          .toList();
  private static final Network SIX_TO_FOUR = Network.of("2002::/16");
  private static final Network NAT64 = Network.of("64:ff9b::/96");

  private final List<Network> named;

  /**
   * @param named networks besides the public ones
   */
  AllowedAddresses(List<String> named) {
    this.named = named.stream().map(Network::of).toList();
  }

  boolean allows(InetAddress address) {
    return isPublic(address) || isNamed(address);
  }

  /** Whether the operator named it, so that it may be spoken to without TLS. */
  boolean isNamed(InetAddress address) {
    return named.stream().anyMatch(network -> network.holds(address));
  }

  boolean namesAny() {
    return !named.isEmpty();
  }

  static boolean isPublic(InetAddress address) {
    InetAddress inner = embedded(address);
    return SPECIAL.stream().noneMatch(network -> network.holds(inner))
        || PUBLIC_AFTER_ALL.stream().anyMatch(network -> network.holds(inner));
  }

  /** An IPv6 address that only wraps one of IPv4 leads to that; Java unwraps mapped ones itself. */
  private static InetAddress embedded(InetAddress address) {
    byte[] bytes = address.getAddress();
    try {
      if (SIX_TO_FOUR.holds(address)) {
        return InetAddress.getByAddress(Arrays.copyOfRange(bytes, 2, 6));
      }
      return NAT64.holds(address)
          ? InetAddress.getByAddress(Arrays.copyOfRange(bytes, 12, 16))
          : address;
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }
}
