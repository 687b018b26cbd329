package dev.kiseki.transport.catalog;

import dev.kiseki.event.catalog.CatalogEvent;
import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.map.OffsetList;
import dev.kiseki.event.wire.CatalogEventCodec;
import dev.kiseki.event.wire.UnreadableEventException;
import dev.kiseki.transport.kafka.KafkaSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Single records of catalog-events, read again. Costs a connection to Kafka and a fetch for each
 * place that is far from the one before.
 */
public final class CatalogRecords {
  /** Records that are rather read over than jumped over. */
  private static final long NEAR = 2_000;

  private static final Duration WAIT = Duration.ofMillis(500);
  private static final long MOST_NANOS = Duration.ofSeconds(20).toNanos();

  private final KafkaSettings settings;
  private final TopicPartition partition;

  public CatalogRecords(KafkaSettings settings) {
    this.settings = settings;
    this.partition = new TopicPartition(settings.topics().catalogEvents(), 0);
  }

  /** Gets one record after the other. */
  public interface Visitor {
    void record(long offset, CatalogEvent event);
  }

  /**
   * Shows the records at these offsets, in their order. Blocks.
   *
   * @throws TrackingException TEMPORARILY_UNAVAILABLE when Kafka is away, or after 20 s
   */
  public void read(OffsetList offsets, Visitor visitor) {
    long deadline = System.nanoTime() + MOST_NANOS;
    try (Consumer<byte[], byte[]> consumer = open()) {
      consumer.assign(List.of(partition));
      int next = 0;
      while (next < offsets.size()) {
        long wanted = offsets.get(next);
        if (next == 0 || wanted - consumer.position(partition) > NEAR) {
          consumer.seek(partition, wanted);
        }
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(WAIT)) {
          if (next < offsets.size() && record.offset() == offsets.get(next)) {
            visitor.record(record.offset(), CatalogEventCodec.decode(record.value()));
            next++;
          }
        }
        if (System.nanoTime() > deadline) {
          throw TrackingException.unavailable("Reading the log takes too long at the moment.");
        }
      }
    } catch (KafkaException away) {
      throw TrackingException.unavailable("The event log is not reachable at the moment.");
    } catch (UnreadableEventException e) {
      throw new IllegalStateException("a record that was applied can't be read", e);
    }
  }

  private Consumer<byte[], byte[]> open() {
    Map<String, Object> config = new HashMap<>(settings.clientConfig());
    config.put("client.id", "kiseki-history");
    config.put("auto.offset.reset", "none");
    config.put("enable.auto.commit", false);
    config.put("max.partition.fetch.bytes", 256 << 10);
    config.put("default.api.timeout.ms", 10_000);
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
