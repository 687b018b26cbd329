package dev.kiseki.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kiseki.event.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
  private static final KafkaConnection KAFKA =
      new KafkaConnection(Topics.DEFAULT, Map.of("bootstrap.servers", "kafka:9092"), (short) 1);

  private static ProcessorSettings settings(
      String instanceId, int streamThreads, Duration commitInterval) {
    return new ProcessorSettings(
        "app",
        Path.of("state"),
        "host one",
        "127.0.0.1",
        5010,
        instanceId,
        streamThreads,
        1,
        3,
        commitInterval,
        20_000,
        500_000,
        128L << 20,
        64L << 20,
        64L << 20,
        2,
        Duration.ofSeconds(30),
        Duration.ofSeconds(2),
        Duration.ofSeconds(10),
        20_000,
        32,
        100,
        4L << 30,
        Duration.ofSeconds(20),
        Duration.ofSeconds(15));
  }

  private static StreamsConfig streams() {
    ProcessorSettings settings = settings("", 2, Duration.ofMillis(700));
    return new StreamsConfig(
        StreamsSettings.of(settings, KAFKA, settings.effectiveInstanceId(5011)));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1})
  void aRefusedSettingIsNamed(int threads) {
    assertThatThrownBy(() -> settings("", threads, Duration.ofSeconds(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("kiseki.processor.stream-threads must be at least 1");
  }

  @Test
  void aCommitNeedsSomeTime() {
    assertThatThrownBy(() -> settings("", 1, Duration.ofNanos(1)))
        .hasMessageContaining("kiseki.processor.commit-interval");
    assertThatCode(() -> settings("", 1, Duration.ofMillis(1))).doesNotThrowAnyException();
  }

  @Test
  void theInstanceIdIsTheSameAfterARestartAndOneThatKafkaTakes() {
    assertThat(settings("", 1, Duration.ofSeconds(1)).effectiveInstanceId(5011))
        .isEqualTo("host_one-5011");
    assertThat(settings("a/b", 1, Duration.ofSeconds(1)).effectiveInstanceId(5011))
        .isEqualTo("a_b");
  }

  @Test
  void whatAnOperatorSetsReachesKafkaStreams() {
    StreamsConfig config = streams();
    assertThat(config.getString(StreamsConfig.APPLICATION_ID_CONFIG)).isEqualTo("app");
    assertThat(config.getString(StreamsConfig.STATE_DIR_CONFIG)).isEqualTo("state");
    assertThat(config.getInt(StreamsConfig.NUM_STREAM_THREADS_CONFIG)).isEqualTo(2);
    assertThat(config.getInt(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG)).isEqualTo(1);
    assertThat(config.getInt(StreamsConfig.REPLICATION_FACTOR_CONFIG)).isEqualTo(3);
    assertThat(config.getLong(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG)).isEqualTo(700);
    assertThat(config.getList(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG))
        .containsExactly("kafka:9092");
  }

  @Test
  void everyClientGetsWhatItNeeds() {
    StreamsConfig config = streams();
    assertThat(config.getMainConsumerConfigs("app", "client", 0))
        .containsEntry(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, "host_one-5011-0")
        .containsEntry(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    assertThat(config.getRestoreConsumerConfigs("client"))
        .containsEntry(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 10_000)
        .doesNotContainKey(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG);
    assertThat(config.getProducerConfigs("client"))
        .containsEntry(ProducerConfig.ACKS_CONFIG, "all")
        .containsEntry(ProducerConfig.LINGER_MS_CONFIG, 0);
  }
}
