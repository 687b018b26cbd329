package dev.kiseki.standalone.kafka;

import dev.kiseki.standalone.lifeline.Lifeline;
import java.nio.file.Path;
import java.time.Duration;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;

/** Main class of the Kafka child. */
public final class KafkaNode {
  private KafkaNode() {}

  /** Formats the storage when it is new, starts the broker, and serves until the parent is gone. */
  public static void main(String[] args) throws Exception {
    Lifeline lifeline = Lifeline.hold(Duration.ofSeconds(15));
    BrokerSettings settings =
        new BrokerSettings(
            Path.of(required("kiseki.node.dir")),
            Integer.parseInt(required("kiseki.node.port")),
            Integer.parseInt(required("kiseki.node.controller-port")));

    Storage.formatIfNew(settings);
    KafkaRaftServer server =
        new KafkaRaftServer(KafkaConfig.fromProps(settings.toProperties(), false), Time.SYSTEM);
    lifeline.onStop(
        () -> {
          server.shutdown();
          server.awaitShutdown();
        });
    server.startup();
    ApiVersionsCheck.ask(settings.port());
    lifeline.ready();
    server.awaitShutdown();
  }

  private static String required(String key) {
    String value = System.getProperty(key);
    if (value == null) {
      throw new IllegalArgumentException("The launcher must set -D" + key);
    }
    return value;
  }
}
