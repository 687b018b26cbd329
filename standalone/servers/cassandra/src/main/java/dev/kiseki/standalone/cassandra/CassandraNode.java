package dev.kiseki.standalone.cassandra;

import dev.kiseki.standalone.lifeline.Lifeline;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.cassandra.service.CassandraDaemon;

/** Main class of the Cassandra child. */
public final class CassandraNode {
  private CassandraNode() {}

  /** Writes the settings, starts the node, and serves until the parent is gone. */
  public static void main(String[] args) throws Exception {
    Lifeline lifeline = Lifeline.hold(Duration.ofSeconds(15));
    NodeSettings settings =
        new NodeSettings(
            Path.of(required("kiseki.node.dir")),
            Integer.parseInt(required("kiseki.node.port")),
            Integer.parseInt(required("kiseki.node.storage-port")));
    Files.createDirectories(settings.dir());
    Path yaml = settings.dir().resolve("cassandra.yaml");
    Files.writeString(yaml, settings.toYaml());
    FastSingleNode.apply(yaml);

    // Drains by a shutdown hook of its own.
    CassandraDaemon daemon = new CassandraDaemon();
    daemon.activate();
    if (!daemon.isNativeTransportRunning()) {
      throw new IOException("Cassandra started without its native transport");
    }
    accepts(settings.port());
    lifeline.ready();
  }

  private static void accepts(int port) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), 5_000);
    }
  }

  private static String required(String key) {
    String value = System.getProperty(key);
    if (value == null) {
      throw new IllegalArgumentException("The launcher must set -D" + key);
    }
    return value;
  }
}
