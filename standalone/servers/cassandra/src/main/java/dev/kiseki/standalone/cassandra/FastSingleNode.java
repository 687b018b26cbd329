package dev.kiseki.standalone.cassandra;

import java.nio.file.Path;

/** What Cassandra takes from system properties. Must be set before its first class is loaded. */
final class FastSingleNode {
  private FastSingleNode() {}

  static void apply(Path yaml) {
    System.setProperty("cassandra.config", yaml.toUri().toString());
    System.setProperty("cassandra.storagedir", yaml.getParent().toString());
    // Keeps standard output and error open.
    System.setProperty("cassandra-foreground", "yes");

    // There is nobody to gossip with: waiting for others would only cost time.
    System.setProperty("cassandra.skip_wait_for_gossip_to_settle", "0");
    System.setProperty("cassandra.ring_delay_ms", "1");
    System.setProperty("cassandra.shutdown_announce_in_ms", "0");
    System.setProperty("cassandra.superuser_setup_delay_ms", "0");
    System.setProperty("cassandra.load_ring_state", "false");
    System.setProperty("cassandra.initial_token", "0");

    // Plain JDK paths instead of probing for native libraries.
    System.setProperty("io.netty.tryReflectionSetAccessible", "true");
    System.setProperty("io.netty.allocator.numHeapArenas", "2");
    System.setProperty("io.netty.allocator.numDirectArenas", "2");
    System.setProperty("cassandra.disable_tcactive_openssl", "true");
  }
}
