package dev.kiseki.ingest.webhook;

import dev.kiseki.transport.kafka.KafkaSettings;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which instance delivers: the member of a consumer group that has the catalog's one partition. It
 * reads nothing there. When it dies another one follows within 10 s; for a moment two may think
 * that it is theirs, so some events are told twice.
 */
final class DeliveryLead implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(DeliveryLead.class);
  private static final Duration POLL = Duration.ofSeconds(1);

  private final KafkaSettings settings;
  private final Thread thread = new Thread(this::run, "webhook-lead");
  private volatile boolean leading;
  private volatile boolean closed;
  private volatile Consumer<byte[], byte[]> consumer;

  DeliveryLead(KafkaSettings settings) {
    this.settings = settings;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  boolean leading() {
    return leading;
  }

  private void run() {
    while (!closed) {
      try (Consumer<byte[], byte[]> opened = open()) {
        consumer = opened;
        opened.subscribe(List.of(settings.topics().catalogEvents()), new Listener(opened));
        while (!closed) {
          opened.poll(POLL);
        }
      } catch (WakeupException stopping) {
        return;
      } catch (KafkaException failure) {
        log.warn("the choice of who delivers to webhooks failed and is made again", failure);
      } finally {
        leading = false;
      }
    }
  }

  private Consumer<byte[], byte[]> open() {
    Map<String, Object> config = new HashMap<>(settings.clientConfig());
    config.put("client.id", "kiseki-webhooks");
    config.put("group.id", settings.topicPrefix() + "-webhooks");
    config.put("auto.offset.reset", "latest");
    config.put("enable.auto.commit", false);
    config.put("session.timeout.ms", 10_000);
    config.put("reconnect.backoff.max.ms", 500);
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private final class Listener implements ConsumerRebalanceListener {
    private final Consumer<byte[], byte[]> member;

    Listener(Consumer<byte[], byte[]> member) {
      this.member = member;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      member.pause(partitions);
      if (!partitions.isEmpty()) {
        leading = true;
        log.info("this instance delivers to webhooks");
      }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      if (!partitions.isEmpty()) {
        leading = false;
      }
    }
  }

  @Override
  public void close() {
    closed = true;
    Consumer<byte[], byte[]> open = consumer;
    if (open != null) {
      open.wakeup();
    }
  }
}
