package dev.kiseki.processor;

import dev.kiseki.event.topic.Copies;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;

/** Settings of Kafka Streams, chosen for receipts that come soon and restores that end soon. */
final class StreamsSettings {
  private static final int MOST_BYTES_A_RECORD = 16 << 20;

  private StreamsSettings() {}

  static Properties of(ProcessorSettings settings, KafkaConnection kafka, String instanceId) {
    Properties config = new Properties();
    config.putAll(kafka.clientConfig());
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, kafka.applicationId(settings));
    config.put(StreamsConfig.CLIENT_ID_CONFIG, instanceId);
    config.put(StreamsConfig.STATE_DIR_CONFIG, settings.stateDirectory().toString());
    config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.AT_LEAST_ONCE);
    config.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, settings.commitInterval().toMillis());
    config.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.streamThreads());
    config.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, settings.standbyReplicas());
    int copies =
        settings.replicationFactor() > 0 ? settings.replicationFactor() : kafka.replicationFactor();
    config.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, copies);
    Copies.least(copies)
        .ifPresent(least -> config.put(StreamsConfig.topicPrefix("min.insync.replicas"), least));
    config.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0);
    // The default of Kafka 5; by its text, since the constant is deprecated already.
    config.put("processing.exception.handler.global.enabled", true);
    // A record must not wait for those of another partition.
    config.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);

    main(config, ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, instanceId);
    main(config, ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    main(config, ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1);
    main(config, ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1_000);
    int session = Math.toIntExact(settings.sessionTimeout().toMillis());
    main(config, ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, session);
    main(config, ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, Math.min(3_000, session / 5));

    restore(config, ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 10_000);
    restore(config, ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 8 << 20);
    restore(config, ConsumerConfig.RECEIVE_BUFFER_CONFIG, 1 << 20);

    producer(config, ProducerConfig.ACKS_CONFIG, "all");
    producer(config, ProducerConfig.LINGER_MS_CONFIG, 0);
    producer(config, ProducerConfig.BATCH_SIZE_CONFIG, 256 << 10);
    producer(config, ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    producer(config, ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MOST_BYTES_A_RECORD);
    return config;
  }

  private static void main(Properties config, String name, Object value) {
    config.put(StreamsConfig.mainConsumerPrefix(name), value);
  }

  private static void restore(Properties config, String name, Object value) {
    config.put(StreamsConfig.restoreConsumerPrefix(name), value);
  }

  private static void producer(Properties config, String name, Object value) {
    config.put(StreamsConfig.producerPrefix(name), value);
  }
}
