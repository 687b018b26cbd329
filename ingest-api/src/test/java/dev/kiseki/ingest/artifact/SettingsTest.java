package dev.kiseki.ingest.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kiseki.transport.s3.S3Settings;
import io.micronaut.context.ApplicationContext;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {
  @Test
  void s3HasADefaultForEverything() {
    try (ApplicationContext context = ApplicationContext.run()) {
      assertThat(context.getBean(S3Settings.class))
          .isEqualTo(
              new S3Settings(
                  URI.create("http://127.0.0.1:9000"),
                  null,
                  "kiseki",
                  "kiseki-secret",
                  "kiseki-artifacts",
                  "us-east-1",
                  Duration.ofSeconds(2),
                  Duration.ofSeconds(30)));
    }
  }

  @Test
  void everyS3SettingIsRead() {
    Map<String, Object> all =
        Map.of(
            "kiseki.s3.endpoint", "https://minio.example:9443",
            "kiseki.s3.public-endpoint", "https://artifacts.example",
            "kiseki.s3.access-key", "me",
            "kiseki.s3.secret-key", "hush",
            "kiseki.s3.bucket", "runs",
            "kiseki.s3.region", "eu-central-1",
            "kiseki.s3.connect-timeout", "750ms",
            "kiseki.s3.read-timeout", "2m");
    try (ApplicationContext context = ApplicationContext.run(all)) {
      S3Settings settings = context.getBean(S3Settings.class);
      assertThat(settings)
          .isEqualTo(
              new S3Settings(
                  URI.create("https://minio.example:9443"),
                  URI.create("https://artifacts.example"),
                  "me",
                  "hush",
                  "runs",
                  "eu-central-1",
                  Duration.ofMillis(750),
                  Duration.ofMinutes(2)));
      assertThat(settings.toString()).doesNotContain("hush");
    }
  }

  @Test
  void transfersHaveADefaultForEverything() {
    try (ApplicationContext context = ApplicationContext.run()) {
      assertThat(context.getBean(TransferSettings.class))
          .isEqualTo(
              new TransferSettings(
                  8,
                  256,
                  128,
                  8,
                  10 << 20,
                  Duration.ofMinutes(1),
                  Duration.ofMinutes(5),
                  Duration.ofHours(1)));
    }
  }

  @Test
  void everyTransferSettingIsRead() {
    Map<String, Object> all =
        Map.of(
            "kiseki.artifacts.uploads", "3",
            "kiseki.artifacts.waiting-uploads", "4",
            "kiseki.artifacts.downloads", "5",
            "kiseki.artifacts.readers", "6",
            "kiseki.artifacts.part-size", "5242880",
            "kiseki.artifacts.stall-timeout", "7s",
            "kiseki.artifacts.download-url-life", "8m",
            "kiseki.artifacts.upload-url-life", "9h");
    try (ApplicationContext context = ApplicationContext.run(all)) {
      assertThat(context.getBean(TransferSettings.class))
          .isEqualTo(
              new TransferSettings(
                  3,
                  4,
                  5,
                  6,
                  5 << 20,
                  Duration.ofSeconds(7),
                  Duration.ofMinutes(8),
                  Duration.ofHours(9)));
    }
  }

  @Test
  void whatCannotWorkIsRefusedAtOnce() {
    Duration second = Duration.ofSeconds(1);
    assertThatThrownBy(
            () -> new TransferSettings(1, 1, 1, 1, (5 << 20) - 1, second, second, second))
        .hasMessageContaining("kiseki.artifacts.part-size");
    assertThatThrownBy(() -> new TransferSettings(0, 1, 1, 1, 5 << 20, second, second, second))
        .hasMessageContaining("kiseki.artifacts.uploads");
    assertThatThrownBy(
            () ->
                new S3Settings(URI.create("minio:9000"), null, "a", "b", "c", "d", second, second))
        .hasMessageContaining("kiseki.s3.endpoint");
    Duration week = Duration.ofDays(7).plusSeconds(1);
    assertThatThrownBy(() -> new TransferSettings(1, 1, 1, 1, 5 << 20, second, week, second))
        .hasMessageContaining("kiseki.artifacts.download-url-life");
    URI path = URI.create("https://s3.example/bucket");
    URI s3 = URI.create("http://s3");
    assertThatThrownBy(() -> new S3Settings(s3, path, "a", "b", "c", "d", second, second))
        .hasMessageContaining("kiseki.s3.public-endpoint", "without a path");
  }
}
