package dev.kiseki.standalone.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kiseki.transport.cassandra.CassandraConnection;
import dev.kiseki.transport.kafka.KafkaSettings;
import dev.kiseki.transport.kafka.TopicAdmin;
import dev.kiseki.transport.s3.S3AccessSettings;
import dev.kiseki.transport.s3.S3Settings;
import io.micronaut.context.ApplicationContext;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DoctorOptionsTest {
  @TempDir private Path data;

  private DoctorOptions local(String... more) throws IOException {
    List<String> args = new java.util.ArrayList<>(List.of("--data", data.toString()));
    args.addAll(List.of(more));
    return DoctorOptions.parse(args);
  }

  @Test
  void theSettingsAreThoseThatUpWouldHandToTheServices() throws IOException {
    Files.writeString(
        data.resolve("kiseki.properties"),
        "kafka.port=7001\ns3.secret-key=hush\ns3.port=7002\nservices.jvm-options=-Da=b -Xss1m\n");
    DoctorOptions options = local("--s3.port", "7003", "--kiseki.s3.region=eu", "--json");

    assertThat(options.json()).isTrue();
    assertThat(options.systems()).containsExactly("s3", "kafka", "cassandra");
    assertThat(options.jvm()).containsOnlyKeys("a");
    assertThat(options.place().data()).isEqualTo(Optional.of(data));
    assertThat(options.toString()).doesNotContain("hush");
    assertThat(data.resolve("logs")).doesNotExist();
    try (ApplicationContext context = Doctor.looking(options)) {
      S3Settings s3 = context.getBean(S3Settings.class);
      assertThat(s3.endpoint()).isEqualTo(URI.create("http://127.0.0.1:7003"));
      assertThat(s3.secretKey()).isEqualTo("hush");
      assertThat(s3.region()).isEqualTo("eu");
      assertThat(context.getBean(S3AccessSettings.class).retryFor()).isEqualTo(Duration.ZERO);
      assertThat(context.getBean(KafkaSettings.class).bootstrapServers())
          .isEqualTo("127.0.0.1:7001");
      assertThat(context.getBean(CassandraConnection.class).contactPoints())
          .containsExactly("127.0.0.1:5042");
      // It would make topics.
      assertThat(context.containsBean(TopicAdmin.class)).isFalse();
    }
  }

  @Test
  void settingsOfServicesThatRunApartComeFromTheEnvironment() throws IOException {
    DoctorOptions options =
        DoctorOptions.parse(
            List.of("--deployed", "--kiseki.s3.bucket", "files", "--only=s3", "--make-bucket"));
    assertThat(options.settings()).containsOnlyKeys("kiseki.s3.bucket");
    assertThat(options.systems()).containsExactly("s3");
    assertThat(options.makeBucket()).isTrue();
    System.setProperty("kiseki.s3.region", "from-the-jvm");
    System.setProperty("kiseki.s3.bucket", "another");
    try (ApplicationContext context = Doctor.looking(options)) {
      assertThat(context.getBean(S3Settings.class).region()).isEqualTo("from-the-jvm");
      assertThat(context.getBean(S3Settings.class).bucket()).isEqualTo("files");
    } finally {
      System.clearProperty("kiseki.s3.region");
      System.clearProperty("kiseki.s3.bucket");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--only=services",
        "--only=nothing",
        "--s3.prot=1",
        "--s3.port=x",
        "word",
        "--config=/not/there",
        "--deployed --s3.port=1",
        "--deployed --only=services",
        "--deployed --data=x",
        "--deployed --kiseki.s3.bucket"
      })
  void whatIsNoOptionIsRefused(String args) {
    assertThatThrownBy(() -> DoctorOptions.parse(List.of(args.split(" "))))
        .isInstanceOf(DoctorFailure.class);
  }

  @Test
  void theGroupIsTheOneOfTheSettingsPage() throws IOException {
    assertThat(Files.readString(Path.of("../../docs/settings.md")))
        .contains("| `kiseki.processor.application-id` | `" + GroupLag.DEFAULT_GROUP + "` |");
  }
}
