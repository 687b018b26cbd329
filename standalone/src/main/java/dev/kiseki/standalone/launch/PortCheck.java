package dev.kiseki.standalone.launch;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds out, before anything starts, which ports are not to be had. */
final class PortCheck {
  private PortCheck() {}

  /** One sentence for each port that is taken or wanted twice; empty if all are free. */
  static List<String> complaints(List<PortUse> uses) {
    List<String> complaints = new ArrayList<>();
    Map<Integer, PortUse> seen = new HashMap<>();
    for (PortUse use : uses) {
      PortUse other = seen.putIfAbsent(use.port(), use);
      if (other != null) {
        complaints.add(
            "Port %d is set for %s and for %s: change %s or %s."
                .formatted(
                    use.port(),
                    other.user(),
                    use.user(),
                    other.setting().key(),
                    use.setting().key()));
      } else if (!free(use)) {
        complaints.add(
            "Port %d, for %s, is taken by another program: choose another with --%s N (or %s=N in kiseki.properties)."
                .formatted(use.port(), use.user(), use.setting().key(), use.setting().key()));
      }
    }
    return complaints;
  }

  private static boolean free(PortUse use) {
    try (ServerSocket socket = new ServerSocket()) {
      // As the servers do: a port of which only closed connections linger is free.
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(use.host(), use.port()));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
