package dev.kiseki.processor.standby;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * With one consumer that no group knows, opened when it is first needed and again after a failure.
 * It reads for one search at a time.
 */
public final class KafkaRunLog implements RunLog, AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final Duration ONE_POLL = Duration.ofMillis(200);

  private final String events;
  private final String changelog;
  private final Map<String, Object> client;
  private Admin admin;
  private Consumer<byte[], byte[]> consumer;
  private boolean closed;

  /**
   * @param events name of the topic run-events
   * @param changelog name of the changelog's topic
   * @param client what every Kafka client needs to reach the cluster
   */
  public KafkaRunLog(String events, String changelog, Map<String, Object> client) {
    this.events = events;
    this.changelog = changelog;
    this.client = Map.copyOf(client);
  }

  private Consumer<byte[], byte[]> consumer() {
    Map<String, Object> config = new HashMap<>(client);
    config.put("client.id", "kiseki-standby-reads");
    config.put("enable.auto.commit", false);
    config.put("auto.offset.reset", "none");
    config.put("allow.auto.create.topics", false);
    config.put("max.partition.fetch.bytes", 4 << 20);
    config.put("max.poll.records", 5_000);
    config.put("reconnect.backoff.max.ms", 500);
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  @Override
  public Ends ends(int partition) {
    TopicPartition log = new TopicPartition(events, partition);
    TopicPartition changes = new TopicPartition(changelog, partition);
    ListOffsetsResult asked =
        admin().listOffsets(Map.of(log, OffsetSpec.latest(), changes, OffsetSpec.latest()));
    try {
      var ends = asked.all().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      return new Ends(ends.get(log).offset(), ends.get(changes).offset());
    } catch (ExecutionException | TimeoutException failure) {
      throw away(failure.getCause() == null ? failure : failure.getCause());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw away(stopped);
    }
  }

  private synchronized Admin admin() {
    open();
    if (admin == null) {
      Map<String, Object> own = new HashMap<>(client);
      own.put("client.id", "kiseki-standby-ends");
      own.put("request.timeout.ms", (int) PATIENCE.toMillis());
      own.put("default.api.timeout.ms", (int) PATIENCE.toMillis());
      own.put("reconnect.backoff.max.ms", 500);
      admin = Admin.create(own);
    }
    return admin;
  }

  @Override
  public List<LogRecord> read(int partition, long from, long to, long mostBytes) {
    if (from >= to) {
      return List.of();
    }
    List<LogRecord> records = new ArrayList<>();
    long[] bytes = {0};
    visit(
        new TopicPartition(events, partition),
        from,
        to,
        record -> {
          bytes[0] += Math.max(0, record.serializedValueSize());
          if (bytes[0] > mostBytes) {
            throw new StandbyAwayException(
                String.format(
                    Locale.ROOT,
                    "partition %d: its standby would have to fold more than %,d bytes of the log",
                    partition,
                    mostBytes));
          }
          records.add(new LogRecord(record.offset(), record.value()));
        });
    return records;
  }

  /**
   * The keys of the changelog's records at these offsets, both included, as far as compaction left
   * them.
   */
  public List<byte[]> changelogKeys(int partition, long from, long to) {
    List<byte[]> keys = new ArrayList<>();
    visit(new TopicPartition(changelog, partition), from, to + 1, record -> keys.add(record.key()));
    return keys;
  }

  private void visit(
      TopicPartition log,
      long from,
      long to,
      java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> visitor) {
    Void unused =
        ask(
            kafka -> {
              kafka.assign(List.of(log));
              kafka.seek(log, from);
              long deadline = System.nanoTime() + PATIENCE.toNanos();
              while (kafka.position(log, PATIENCE) < to) {
                for (ConsumerRecord<byte[], byte[]> record : kafka.poll(ONE_POLL)) {
                  if (record.offset() < to) {
                    visitor.accept(record);
                  }
                }
                if (System.nanoTime() > deadline) {
                  throw new StandbyAwayException(log + " could not be read in time");
                }
              }
              return null;
            });
  }

  private synchronized <R> R ask(Function<Consumer<byte[], byte[]>, R> question) {
    open();
    try {
      if (consumer == null) {
        consumer = consumer();
      }
      return question.apply(consumer);
    } catch (KafkaException failure) {
      closeConsumer();
      throw away(failure);
    }
  }

  private void open() {
    if (closed) {
      throw new StandbyAwayException("this process stops");
    }
  }

  private static StandbyAwayException away(Throwable failure) {
    return new StandbyAwayException("the log does not answer a standby: " + failure, failure);
  }

  private void closeConsumer() {
    if (consumer != null) {
      consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ZERO));
      consumer = null;
    }
  }

  /** Waits for a question under way. */
  @Override
  public synchronized void close() {
    closed = true;
    closeConsumer();
    if (admin != null) {
      admin.close(Duration.ZERO);
    }
  }
}
