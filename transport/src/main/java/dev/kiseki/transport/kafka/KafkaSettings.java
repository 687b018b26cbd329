package dev.kiseki.transport.kafka;

import dev.kiseki.event.topic.Topics;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;
import java.util.Map;

/**
 * Settings {@code kiseki.kafka.*}.
 *
 * @param bootstrapServers host:port list
 * @param topicPrefix stands before every topic's name
 * @param runPartitions partitions of run-events when the topic is made; later the topic's own count
 *     counts
 * @param replicationFactor of topics that are made here
 * @param deliveryTimeout how long an append is tried before the caller hears 503
 * @param bufferMemory most bytes of appends under way, then 503 at once
 */
@ConfigurationProperties("kiseki.kafka")
public record KafkaSettings(
    @Bindable(defaultValue = "127.0.0.1:5092") String bootstrapServers,
    @Bindable(defaultValue = "kiseki") String topicPrefix,
    @Bindable(defaultValue = "8") int runPartitions,
    @Bindable(defaultValue = "1") short replicationFactor,
    @Bindable(defaultValue = "10s") Duration deliveryTimeout,
    @Bindable(defaultValue = "67108864") long bufferMemory) {

  public Topics topics() {
    return new Topics(topicPrefix);
  }

  /** What every client of this cluster needs. */
  public Map<String, Object> clientConfig() {
    return Map.of("bootstrap.servers", bootstrapServers);
  }
}
