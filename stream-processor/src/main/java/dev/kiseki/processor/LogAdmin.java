package dev.kiseki.processor;

import dev.kiseki.processor.held.LogEnd;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** The two questions that a processor asks about the log itself. */
final class LogAdmin implements LogEnd, AutoCloseable {
  private final String topic;
  private final Admin admin;

  LogAdmin(KafkaConnection kafka) {
    Map<String, Object> config = new HashMap<>(kafka.clientConfig());
    config.put("client.id", "kiseki-stream-processor-admin");
    config.put("request.timeout.ms", 5_000);
    config.put("default.api.timeout.ms", 5_000);
    config.put("reconnect.backoff.max.ms", 500);
    this.topic = kafka.runEvents();
    this.admin = Admin.create(config);
  }

  @Override
  public CompletionStage<Long> endOf(int partition) {
    TopicPartition asked = new TopicPartition(topic, partition);
    return admin
        .listOffsets(Map.of(asked, OffsetSpec.latest()))
        .partitionResult(asked)
        .toCompletionStage()
        .thenApply(ListOffsetsResultInfo::offset);
  }

  /** The number of partitions; fails while Kafka or the topic is not there. */
  CompletionStage<Integer> partitions() {
    return admin
        .describeTopics(List.of(topic))
        .topicNameValues()
        .get(topic)
        .toCompletionStage()
        .thenApply(description -> description.partitions().size());
  }

  @Override
  public void close() {
    admin.close(Duration.ofSeconds(1));
  }
}
