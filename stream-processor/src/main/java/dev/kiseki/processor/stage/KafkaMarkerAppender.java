package dev.kiseki.processor.stage;

import dev.kiseki.event.run.RunEvent;
import dev.kiseki.event.wire.RunEventCodec;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Markers through a producer of their own: idempotent, so that their order holds. */
public final class KafkaMarkerAppender implements MarkerAppender, AutoCloseable {
  private static final byte[] NO_KEY = new byte[0];

  private final String topic;
  private final KafkaProducer<byte[], byte[]> producer;

  /**
   * @param clientConfig how to reach Kafka
   */
  public KafkaMarkerAppender(String topic, Map<String, Object> clientConfig) {
    this.topic = topic;
    Map<String, Object> config = new HashMap<>(clientConfig);
    config.put("client.id", "kiseki-stage-markers");
    config.put("acks", "all");
    config.put("enable.idempotence", true);
    config.put("max.block.ms", 2_000);
    config.put("request.timeout.ms", 5_000);
    config.put("delivery.timeout.ms", 10_000);
    this.producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  @Override
  public CompletionStage<Void> append(int partition, RunEvent marker) {
    CompletableFuture<Void> durable = new CompletableFuture<>();
    try {
      producer.send(
          new ProducerRecord<>(topic, partition, NO_KEY, RunEventCodec.encode(marker)),
          (metadata, failure) -> {
            if (failure == null) {
              durable.complete(null);
            } else {
              durable.completeExceptionally(failure);
            }
          });
    } catch (KafkaException failure) {
      durable.completeExceptionally(failure);
    }
    return durable;
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(2));
  }
}
