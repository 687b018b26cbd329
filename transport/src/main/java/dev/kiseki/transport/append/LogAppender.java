package dev.kiseki.transport.append;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.transport.kafka.KafkaSettings;
import dev.kiseki.transport.kafka.TopicAdmin;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends records with {@code acks=all} and an idempotent producer, so that one append is one
 * record however often the producer has to repeat it. One a process.
 *
 * <p>Never blocks: when the topics are unknown (Kafka was never seen) or the buffer is full, the
 * append fails at once. When Kafka does not answer within the delivery timeout it fails too, and
 * then nobody knows whether the record stands on the log.
 *
 * <p>Two appends that are under way at the same time may end in either order. One that begins after
 * the other was acknowledged always stands behind it.
 */
@Singleton
public final class LogAppender implements AutoCloseable {
  /**
   * From here on a record is compressed. Below, lz4 costs broker, producer and reader more time
   * than all the rest of an append, and saves next to nothing (docs/adr/0005).
   */
  private static final int LARGE_BYTES = 1 << 10;

  private static final Logger log = LoggerFactory.getLogger(LogAppender.class);

  private final KafkaProducer<byte[], byte[]> small;
  private final KafkaProducer<byte[], byte[]> large;

  public LogAppender(KafkaSettings settings, TopicAdmin topics) {
    this.small =
        producer(settings, Map.of("client.id", "kiseki-append", "compression.type", "none"));
    this.large =
        producer(settings, Map.of("client.id", "kiseki-append-large", "compression.type", "lz4"));
    var names = settings.topics();
    List<String> all =
        List.of(
            names.runEvents(),
            names.catalogEvents(),
            names.catalogSnapshots(),
            names.shardOwners(),
            names.shardStandbys(),
            names.artifactLedger());
    topics.ready().thenRun(() -> learn(all));
  }

  private static KafkaProducer<byte[], byte[]> producer(
      KafkaSettings settings, Map<String, Object> own) {
    Map<String, Object> config = new HashMap<>(settings.clientConfig());
    config.putAll(own);
    config.put("acks", "all");
    config.put("enable.idempotence", true);
    config.put("max.in.flight.requests.per.connection", 5);
    // Latency first: batches form by themselves while a request is under way.
    config.put("linger.ms", 0);
    config.put("batch.size", 256 << 10);
    config.put("max.request.size", 16 << 20);
    config.put("buffer.memory", settings.bufferMemory() / 2);
    config.put("max.block.ms", 0);
    config.put("delivery.timeout.ms", (int) settings.deliveryTimeout().toMillis());
    config.put(
        "request.timeout.ms", (int) Math.max(1_000, settings.deliveryTimeout().toMillis() / 2));
    config.put("reconnect.backoff.ms", 50);
    config.put("reconnect.backoff.max.ms", 500);
    config.put("retry.backoff.ms", 20);
    config.put("retry.backoff.max.ms", 250);
    // A topic nobody wrote to for a while must not be forgotten: looking it up again would fail the
    // next append.
    config.put("metadata.max.idle.ms", Duration.ofDays(365).toMillis());
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Asks for the topics' metadata, which then arrives in the background. */
  private void learn(List<String> names) {
    for (String name : names) {
      for (KafkaProducer<byte[], byte[]> producer : List.of(small, large)) {
        try {
          producer.partitionsFor(name);
        } catch (KafkaException notYet) {
          log.trace("metadata of {} is on its way", name, notYet);
        }
      }
    }
  }

  /**
   * Appends one record.
   *
   * @param partition the partition it must go to
   * @param value null removes the key from a compacted topic
   * @return completes with its position when it is durable; fails with TEMPORARILY_UNAVAILABLE when
   *     that can't be had or told
   */
  public CompletionStage<LogPosition> append(
      String topic, int partition, byte[] key, byte[] value) {
    CompletableFuture<LogPosition> position = new CompletableFuture<>();
    boolean isSmall = value == null || value.length < LARGE_BYTES;
    KafkaProducer<byte[], byte[]> producer = isSmall ? small : large;
    try {
      producer.send(
          new ProducerRecord<>(topic, partition, key, value),
          (metadata, failure) -> {
            if (failure == null) {
              position.complete(new LogPosition(metadata.partition(), metadata.offset()));
            } else {
              position.completeExceptionally(unavailable(topic, failure));
            }
          });
    } catch (KafkaException | IllegalStateException failure) {
      position.completeExceptionally(unavailable(topic, failure));
    }
    return position;
  }

  private static TrackingException unavailable(String topic, Exception failure) {
    log.debug("append to {} failed", topic, failure);
    return TrackingException.unavailable(
        "The event log does not take writes at the moment ("
            + failure.getClass().getSimpleName()
            + "). Repeat the request: a repeat is harmless.");
  }

  @Override
  @PreDestroy
  public void close() {
    small.close(Duration.ofSeconds(5));
    large.close(Duration.ofSeconds(5));
  }
}
