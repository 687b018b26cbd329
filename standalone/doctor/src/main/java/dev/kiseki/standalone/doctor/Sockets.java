package dev.kiseki.standalone.doctor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Looks whether somebody listens. */
final class Sockets {
  private static final int MILLIS = 3_000;

  private Sockets() {}

  /** Connects and closes. */
  static void knock(String host, int port) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getByName(host), port), MILLIS);
    }
  }

  /** Addresses ({@code host:port}) at which nobody answers, with the reason. */
  static Map<String, String> silent(List<String> addresses) {
    Map<String, String> silent = new LinkedHashMap<>();
    for (String address : addresses) {
      int colon = address.lastIndexOf(':');
      String host = address.substring(0, Math.max(0, colon)).replaceAll("[\\[\\]]", "");
      try {
        knock(host, Integer.parseInt(address.substring(colon + 1)));
      } catch (UnknownHostException e) {
        silent.put(address, "no such host");
      } catch (NumberFormatException e) {
        silent.put(address, "not of the form host:port");
      } catch (IOException e) {
        silent.put(address, String.valueOf(e.getMessage()));
      }
    }
    return silent;
  }

  /**
   * @param setting that names the addresses
   */
  static Outcome reach(List<String> addresses, String system, String setting, Place place) {
    Map<String, String> silent = silent(addresses);
    if (silent.isEmpty()) {
      return new Outcome.Ok(String.join(", ", addresses) + " can be reached");
    }
    String seen = "nobody answers at " + reasons(silent);
    return silent.size() < addresses.size()
        ? new Outcome.Warning(
            seen, "The others are enough. Take it out of " + setting + " if it is gone for good.")
        : new Outcome.Failed(seen, place.away(system, setting));
  }

  static String reasons(Map<String, String> silent) {
    List<String> all = new ArrayList<>();
    silent.forEach((address, why) -> all.add(address + " (" + why + ")"));
    return String.join(", ", all);
  }
}
