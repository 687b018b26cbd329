package dev.kiseki.transport.kafka;

import dev.kiseki.event.topic.Topics;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;

/** The topics as they are made when they are missing. */
public final class WantedTopics {
  private static final String MOST_BYTES_A_RECORD = Integer.toString(16 << 20);
  private static final Map<String, String> FOR_EVER =
      Map.of("retention.ms", "-1", "max.message.bytes", MOST_BYTES_A_RECORD);
  private static final Map<String, String> COMPACTED =
      Map.of("cleanup.policy", "compact", "max.message.bytes", MOST_BYTES_A_RECORD);

  private WantedTopics() {}

  public static List<NewTopic> of(KafkaSettings settings) {
    Topics topics = settings.topics();
    short copies = settings.replicationFactor();
    return List.of(
        new NewTopic(topics.runEvents(), settings.runPartitions(), copies).configs(FOR_EVER),
        new NewTopic(topics.catalogEvents(), 1, copies).configs(FOR_EVER),
        new NewTopic(topics.catalogSnapshots(), 1, copies).configs(COMPACTED),
        new NewTopic(topics.shardOwners(), 1, copies).configs(COMPACTED),
        new NewTopic(topics.shardStandbys(), 1, copies).configs(COMPACTED),
        new NewTopic(topics.artifactLedger(), 1, copies).configs(COMPACTED));
  }
}
