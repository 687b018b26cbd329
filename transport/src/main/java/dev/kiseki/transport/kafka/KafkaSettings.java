package dev.kiseki.transport.kafka;

import dev.kiseki.event.topic.Topics;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.annotation.Nullable;
import io.micronaut.core.bind.annotation.Bindable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Settings {@code kiseki.kafka.*}.
 *
 * @param bootstrapServers host:port list
 * @param topicPrefix stands before every topic's name
 * @param runPartitions partitions of run-events when the topic is made; later the topic's own count
 *     counts
 * @param generation of run-events: how often they were copied to more partitions, and one
 * @param replicationFactor of topics that are made here
 * @param deliveryTimeout how long an append is tried before the caller hears 503
 * @param bufferMemory most bytes of appends under way, then 503 at once
 * @param clientFile properties of Kafka's clients that say how to log in and whom to trust; null =
 *     neither is asked for
 */
@ConfigurationProperties("kiseki.kafka")
public record KafkaSettings(
    @Bindable(defaultValue = "127.0.0.1:5092") String bootstrapServers,
    @Bindable(defaultValue = "kiseki") String topicPrefix,
    @Bindable(defaultValue = "8") int runPartitions,
    @Bindable(defaultValue = "1") int generation,
    @Bindable(defaultValue = "1") short replicationFactor,
    @Bindable(defaultValue = "10s") Duration deliveryTimeout,
    @Bindable(defaultValue = "67108864") long bufferMemory,
    @Nullable Path clientFile) {

  public KafkaSettings {
    if (generation < 1) {
      throw new IllegalArgumentException("kiseki.kafka.generation must be at least 1");
    }
    if (clientFile != null && !Files.isReadable(clientFile)) {
      throw new IllegalArgumentException(
          "kiseki.kafka.client-file is " + clientFile + ", which is not there or cannot be read");
    }
  }

  public Topics topics() {
    return new Topics(topicPrefix, generation);
  }

  /**
   * What every client of this cluster needs.
   *
   * @throws IllegalArgumentException when the client file is not one
   */
  public Map<String, Object> clientConfig() {
    Map<String, Object> config = new HashMap<>(security());
    config.put("bootstrap.servers", bootstrapServers);
    return config;
  }

  private Map<String, String> security() {
    return clientFile == null ? Map.of() : ClientFile.security(clientFile);
  }
}
