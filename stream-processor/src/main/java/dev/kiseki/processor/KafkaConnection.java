package dev.kiseki.processor;

import java.util.Map;

/**
 * Where the log is.
 *
 * @param runEvents name of the topic
 * @param clientConfig what every Kafka client needs to reach the cluster
 * @param replicationFactor copies of topics that Kiseki makes
 */
public record KafkaConnection(
    String runEvents, Map<String, Object> clientConfig, short replicationFactor) {
  public KafkaConnection {
    clientConfig = Map.copyOf(clientConfig);
  }
}
