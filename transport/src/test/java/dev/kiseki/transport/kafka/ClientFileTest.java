package dev.kiseki.transport.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientFileTest {
  @TempDir Path folder;

  private KafkaSettings settings(String... lines) throws IOException {
    Path file = Files.writeString(folder.resolve("client.properties"), String.join("\n", lines));
    return new KafkaSettings(
        "h:1", "kiseki", 8, 1, (short) 1, Duration.ofSeconds(1), 1 << 20, file);
  }

  @Test
  void onlySecurityIsTakenFromIt() throws IOException {
    KafkaSettings settings =
        settings(
            "# as for kafka-topics.sh",
            "bootstrap.servers=elsewhere:9092",
            "security.protocol=SASL_SSL ",
            "sasl.mechanism=SCRAM-SHA-512",
            "ssl.truststore.type=PEM",
            "acks=0");
    assertThat(settings.clientConfig())
        .containsOnlyKeys(
            "bootstrap.servers", "security.protocol", "sasl.mechanism", "ssl.truststore.type")
        .containsEntry("bootstrap.servers", "h:1")
        .containsEntry("security.protocol", "SASL_SSL");
  }

  @Test
  void aFileWithoutSecurityIsRefusedAndSaysWhatIsAllowed() throws IOException {
    KafkaSettings settings = settings("acks=0");
    assertThatThrownBy(settings::clientConfig)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("client.properties")
        .hasMessageContaining("security.protocol=SASL_SSL");
  }

  @Test
  void aFileThatIsMissingIsRefusedAtOnce() {
    Path none = folder.resolve("none");
    assertThatThrownBy(
            () -> new KafkaSettings("h:1", "k", 8, 1, (short) 1, Duration.ofSeconds(1), 1, none))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("kiseki.kafka.client-file")
        .hasMessageContaining("not there");
  }
}
