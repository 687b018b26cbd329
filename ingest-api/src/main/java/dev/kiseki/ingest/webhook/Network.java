package dev.kiseki.ingest.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * A range of IP addresses.
 *
 * @param bits of the address that count
 */
record Network(byte[] address, int bits) {
  /**
   * Reads {@code 10.0.0.0/8}, {@code fd00::/8}, or a single address.
   *
   * @throws IllegalArgumentException for anything else
   */
  static Network of(String text) {
    int slash = text.indexOf('/');
    String host = slash < 0 ? text : text.substring(0, slash);
    if (!host.matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) { // a name would be looked up
      throw new IllegalArgumentException("not a network: " + text);
    }
    try {
      byte[] address = InetAddress.getByName(host).getAddress();
      int bits = slash < 0 ? address.length * 8 : Integer.parseInt(text.substring(slash + 1));
      if (bits < 0 || bits > address.length * 8) {
        throw new IllegalArgumentException("not a network: " + text);
      }
      return new Network(address, bits);
    } catch (UnknownHostException | NumberFormatException e) {
      throw new IllegalArgumentException("not a network: " + text, e);
    }
  }

  boolean holds(InetAddress other) {
    byte[] bytes = other.getAddress();
    if (bytes.length != address.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >> (bit % 8);
      if ((bytes[bit / 8] & mask) != (address[bit / 8] & mask)) {
        return false;
      }
    }
    return true;
  }
}
