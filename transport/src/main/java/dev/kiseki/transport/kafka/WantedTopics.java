package dev.kiseki.transport.kafka;

import dev.kiseki.event.topic.Copies;
import dev.kiseki.event.topic.Topics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;

/** The topics as they are made when they are missing. */
public final class WantedTopics {
  static final int MOST_BYTES_A_RECORD = 16 << 20;
  private static final Map<String, String> FOR_EVER = Map.of("retention.ms", "-1");
  private static final Map<String, String> COMPACTED = Map.of("cleanup.policy", "compact");

  private WantedTopics() {}

  public static List<NewTopic> of(KafkaSettings settings) {
    Topics topics = settings.topics();
    short copies = settings.replicationFactor();
    return List.of(
        runEvents(topics, settings.runPartitions(), copies),
        topic(topics.catalogEvents(), 1, copies, FOR_EVER),
        topic(topics.catalogSnapshots(), 1, copies, COMPACTED),
        topic(topics.shardOwners(), 1, copies, COMPACTED),
        topic(topics.shardStandbys(), 1, copies, COMPACTED),
        topic(topics.artifactLedger(), 1, copies, COMPACTED));
  }

  /** Of a generation. */
  public static NewTopic runEvents(Topics topics, int partitions, short copies) {
    return topic(topics.runEvents(), partitions, copies, FOR_EVER);
  }

  private static NewTopic topic(
      String name, int partitions, short copies, Map<String, String> keeping) {
    Map<String, String> configs = new HashMap<>(keeping);
    configs.put("max.message.bytes", Integer.toString(MOST_BYTES_A_RECORD));
    Copies.least(copies)
        .ifPresent(least -> configs.put("min.insync.replicas", Integer.toString(least)));
    return new NewTopic(name, partitions, copies).configs(configs);
  }
}
