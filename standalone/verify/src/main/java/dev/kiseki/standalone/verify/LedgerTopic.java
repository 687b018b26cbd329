package dev.kiseki.standalone.verify;

import dev.kiseki.transport.kafka.KafkaSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The ledger on Kafka. */
final class LedgerTopic implements LedgerSource, AutoCloseable {
  private static final Duration WAIT = Duration.ofMillis(500);
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(30);

  private final KafkaSettings settings;
  private final TopicPartition partition;
  private final KafkaConsumer<byte[], byte[]> consumer;

  LedgerTopic(KafkaSettings settings) {
    this.settings = settings;
    this.partition = new TopicPartition(settings.topics().artifactLedger(), 0);
    Map<String, Object> config = new HashMap<>(settings.clientConfig());
    config.put("client.id", "kiseki-verify");
    config.put("enable.auto.commit", false);
    config.put("allow.auto.create.topics", false);
    config.put("default.api.timeout.ms", 10_000);
    config.put("request.timeout.ms", 8_000);
    config.put("fetch.max.bytes", 8 << 20);
    config.put("max.poll.records", 5_000);
    try {
      consumer =
          new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    } catch (KafkaException e) {
      throw away(e);
    }
  }

  /** From the beginning. */
  void open() {
    try {
      if (consumer.partitionsFor(partition.topic()).isEmpty()) {
        throw new VerifyFailure(
            "Kafka has no topic "
                + partition.topic()
                + ": services of this release make it at their start, and record from then on.");
      }
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
    } catch (KafkaException e) {
      throw away(e);
    }
  }

  @Override
  public void read(BiConsumer<byte[], byte[]> sink) {
    try {
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      long heard = System.nanoTime();
      while (consumer.position(partition) < end) {
        long before = consumer.position(partition);
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(WAIT)) {
          sink.accept(record.key(), record.value());
        }
        if (consumer.position(partition) > before) {
          heard = System.nanoTime();
        } else if (System.nanoTime() - heard > LONGEST_SILENCE.toNanos()) {
          throw new VerifyFailure("Kafka does not give the rest of the ledger.");
        }
      }
    } catch (KafkaException e) {
      throw away(e);
    }
  }

  private VerifyFailure away(KafkaException failure) {
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    return new VerifyFailure(
        "The ledger can't be read from Kafka at %s (%s). ./kiseki doctor --only kafka says more."
            .formatted(settings.bootstrapServers(), cause.getMessage()));
  }

  @Override
  public void close() {
    consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ofSeconds(2)));
  }
}
