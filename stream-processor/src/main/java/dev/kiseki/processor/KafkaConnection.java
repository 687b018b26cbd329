package dev.kiseki.processor;

import java.util.Map;

/**
 * Where the log is.
 *
 * @param runEvents name of the topic
 * @param clientConfig what every Kafka client needs to reach the cluster
 */
public record KafkaConnection(String runEvents, Map<String, Object> clientConfig) {
  public KafkaConnection {
    clientConfig = Map.copyOf(clientConfig);
  }
}
