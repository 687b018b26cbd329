package dev.kiseki.transport.kafka;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;

/**
 * Whether a topic survives what docs/reliability.md says that it survives: with three brokers or
 * more, the loss of any one.
 */
final class Durability {
  private static final int COPIES = 3;

  private Durability() {}

  /** What is less than that, each with what to do; empty with fewer brokers, which cannot do it. */
  static List<String> shortcomings(int brokers, TopicDescription topic, Config config) {
    List<String> found = new ArrayList<>();
    if (brokers < COPIES) {
      return found;
    }
    int copies =
        topic.partitions().stream().mapToInt(place -> place.replicas().size()).min().orElse(0);
    if (copies < COPIES) {
      found.add(
          "%s has %d cop%s of each record on %d brokers: what was acknowledged is lost with the brokers that have it. Give it 3 with kafka-reassign-partitions, and set kiseki.kafka.replication-factor to 3 for topics to come"
              .formatted(topic.name(), copies, copies == 1 ? "y" : "ies", brokers));
    }
    int least = Integer.parseInt(value(config, "min.insync.replicas", "1"));
    if (least < 2) {
      found.add(
          "%s has min.insync.replicas %d: a record is acknowledged that only one broker has. Set it to 2 with kafka-configs"
              .formatted(topic.name(), least));
    } else if (least >= copies) {
      found.add(
          "%s has min.insync.replicas %d and %d copies: writes fail as soon as one broker is away. Set it to %d with kafka-configs"
              .formatted(topic.name(), least, copies, Math.max(1, copies - 1)));
    }
    if (Boolean.parseBoolean(value(config, "unclean.leader.election.enable", "false"))) {
      found.add(
          "%s has unclean.leader.election.enable: a broker that lacks acknowledged records may become leader. Turn it off with kafka-configs"
              .formatted(topic.name()));
    }
    return found;
  }

  private static String value(Config config, String key, String otherwise) {
    ConfigEntry entry = config.get(key);
    return entry == null || entry.value() == null ? otherwise : entry.value();
  }
}
