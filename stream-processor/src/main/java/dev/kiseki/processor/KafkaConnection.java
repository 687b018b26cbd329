package dev.kiseki.processor;

import dev.kiseki.event.topic.Topics;
import java.util.Map;

/**
 * Where the log is.
 *
 * @param topics of the generation that is folded
 * @param clientConfig what every Kafka client needs to reach the cluster
 * @param replicationFactor copies of topics that Kiseki makes
 */
public record KafkaConnection(
    Topics topics, Map<String, Object> clientConfig, short replicationFactor) {
  public KafkaConnection {
    clientConfig = Map.copyOf(clientConfig);
  }

  /** Name of the topic. */
  String runEvents() {
    return topics.runEvents();
  }

  /** The group and the changelog's first part: another one for each generation. */
  String applicationId(ProcessorSettings settings) {
    return topics.ofGeneration(settings.applicationId(), '-');
  }
}
