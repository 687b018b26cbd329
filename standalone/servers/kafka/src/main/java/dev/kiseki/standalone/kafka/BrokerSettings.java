package dev.kiseki.standalone.kafka;

import java.nio.file.Path;
import java.util.Properties;

/**
 * The broker's settings, as far as they differ from Kafka's defaults.
 *
 * @param dir folder for everything the broker keeps
 * @param port clients, loopback only
 * @param controllerPort the broker's own controller, loopback only
 */
record BrokerSettings(Path dir, int port, int controllerPort) {
  /** One batch of a thousand metrics with long keys fits many times over. */
  private static final int MAX_MESSAGE_BYTES = 16 << 20;

  Path logDir() {
    return dir.resolve("log");
  }

  Properties toProperties() {
    Properties p = new Properties();
    p.setProperty("process.roles", "broker,controller");
    p.setProperty("node.id", "1");
    // Static voters: with dynamic ones the controller's port is written into the log for good.
    p.setProperty("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
    p.setProperty(
        "listeners", "CLIENT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
    p.setProperty("advertised.listeners", "CLIENT://127.0.0.1:" + port);
    p.setProperty("listener.security.protocol.map", "CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    p.setProperty("controller.listener.names", "CONTROLLER");
    p.setProperty("inter.broker.listener.name", "CLIENT");
    p.setProperty("log.dirs", logDir().toString());

    p.setProperty("auto.create.topics.enable", "false");
    p.setProperty("message.max.bytes", Integer.toString(MAX_MESSAGE_BYTES));
    p.setProperty("replica.fetch.max.bytes", Integer.toString(MAX_MESSAGE_BYTES));
    // The log is the source of truth: nothing expires unless its topic says so.
    p.setProperty("log.retention.ms", "-1");
    p.setProperty("offsets.retention.minutes", Integer.toString(Integer.MAX_VALUE));

    singleNode(p);
    small(p);
    return p;
  }

  private static void singleNode(Properties p) {
    p.setProperty("default.replication.factor", "1");
    p.setProperty("min.insync.replicas", "1");
    p.setProperty("offsets.topic.replication.factor", "1");
    p.setProperty("offsets.topic.num.partitions", "1");
    p.setProperty("transaction.state.log.replication.factor", "1");
    p.setProperty("transaction.state.log.min.isr", "1");
    p.setProperty("transaction.state.log.num.partitions", "1");
    p.setProperty("share.coordinator.state.topic.replication.factor", "1");
    p.setProperty("share.coordinator.state.topic.min.isr", "1");
    p.setProperty("share.coordinator.state.topic.num.partitions", "1");
    // No other member to wait for.
    p.setProperty("group.initial.rebalance.delay.ms", "0");
    // After kill -9 the restarted broker is refused until the session of the killed one has ended.
    p.setProperty("broker.session.timeout.ms", "3000");
    p.setProperty("broker.heartbeat.interval.ms", "500");
  }

  private static void small(Properties p) {
    p.setProperty("num.network.threads", "2");
    p.setProperty("num.io.threads", "4");
    p.setProperty("background.threads", "2");
    p.setProperty("num.recovery.threads.per.data.dir", "2");
    // On the heap, for good; the default is 128 MiB. 8 MiB still clean 350,000 keys in one pass.
    p.setProperty("log.cleaner.dedupe.buffer.size", Integer.toString(8 << 20));
    p.setProperty("log.cleaner.backoff.ms", "5000");
  }
}
