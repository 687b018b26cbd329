package dev.kiseki.standalone.grow;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The next generation's topic. How far it is filled is remembered as offsets of the old one. */
final class KafkaTarget implements Copying.Target, AutoCloseable {
  private static final Duration ONE_POLL = Duration.ofMillis(200);

  private final String oldTopic;
  private final String newTopic;
  private final Consumer<byte[], byte[]> memory;
  private final Consumer<byte[], byte[]> reader;
  private final Producer<byte[], byte[]> producer;

  /**
   * @param client what every Kafka client needs to reach the cluster
   */
  KafkaTarget(Map<String, Object> client, String oldTopic, String newTopic) {
    this.oldTopic = oldTopic;
    this.newTopic = newTopic;
    this.memory = consumer(client, group(newTopic));
    this.reader = consumer(client, null);
    this.producer = producer(client);
  }

  static String group(String newTopic) {
    return newTopic + ".copied";
  }

  static Consumer<byte[], byte[]> consumer(Map<String, Object> client, String group) {
    Map<String, Object> config = new HashMap<>(client);
    config.put("client.id", "kiseki-grow");
    if (group != null) {
      config.put("group.id", group);
    }
    config.put("enable.auto.commit", false);
    config.put("auto.offset.reset", "none");
    config.put("allow.auto.create.topics", false);
    config.put("max.poll.records", 5_000);
    config.put("fetch.max.bytes", 32 << 20);
    config.put("max.partition.fetch.bytes", 8 << 20);
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** Waits as long as Kafka is away: given up, a record could be missing before one that is not. */
  private static Producer<byte[], byte[]> producer(Map<String, Object> client) {
    Map<String, Object> config = new HashMap<>(client);
    config.put("client.id", "kiseki-grow");
    config.put("acks", "all");
    config.put("enable.idempotence", true);
    config.put("compression.type", "lz4");
    config.put("linger.ms", 5);
    config.put("batch.size", 512 << 10);
    config.put("max.request.size", 17 << 20);
    config.put("buffer.memory", 64L << 20);
    config.put("max.block.ms", Long.MAX_VALUE);
    config.put("delivery.timeout.ms", Integer.MAX_VALUE);
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  List<TopicPartition> oldPartitions(int count) {
    return IntStream.range(0, count).mapToObj(i -> new TopicPartition(oldTopic, i)).toList();
  }

  /** How far an old partition is. */
  Place remembered(int oldPartition, int children) {
    TopicPartition partition = new TopicPartition(oldTopic, oldPartition);
    OffsetAndMetadata known = memory.committed(Set.of(partition)).get(partition);
    return known == null
        ? Place.beginning(children)
        : Place.parse(known.offset(), known.metadata(), children);
  }

  @Override
  public void remember(int oldPartition, Place place) {
    memory.commitSync(
        Map.of(
            new TopicPartition(oldTopic, oldPartition),
            new OffsetAndMetadata(place.next(), place.text())));
  }

  @Override
  public long end(int partition) {
    TopicPartition place = new TopicPartition(newTopic, partition);
    return reader.endOffsets(List.of(place)).get(place);
  }

  @Override
  public List<ConsumerRecord<byte[], byte[]>> from(int partition, long offset) {
    TopicPartition place = new TopicPartition(newTopic, partition);
    long end = end(partition);
    reader.assign(List.of(place));
    reader.seek(place, offset);
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    while (reader.position(place) < end) {
      reader.poll(ONE_POLL).forEach(records::add);
    }
    return records;
  }

  @Override
  public void send(int partition, ConsumerRecord<byte[], byte[]> record, Copying.Written written) {
    var unused =
        producer.send(
            new ProducerRecord<>(
                newTopic,
                partition,
                record.timestamp(),
                record.key(),
                record.value(),
                record.headers()),
            (metadata, failure) -> written.at(failure == null ? metadata.offset() : -1, failure));
  }

  @Override
  public void flush() {
    producer.flush();
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
    memory.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ofSeconds(2)));
    reader.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(Duration.ofSeconds(2)));
  }
}
