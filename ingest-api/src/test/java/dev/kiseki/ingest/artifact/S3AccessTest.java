package dev.kiseki.ingest.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kiseki.transport.s3.PresignedUrls;
import dev.kiseki.transport.s3.S3AccessSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.exceptions.BeanInstantiationException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Ways to a storage other than plain HTTP with keys from the settings. */
@Timeout(120)
class S3AccessTest {
  @TempDir Path folder;

  @Test
  void aCertificateOfOnesOwnIsTrustedWhenItIsNamed() throws Exception {
    Path keys = folder.resolve("keys.p12");
    Path certificate = folder.resolve("ca.pem");
    keytool(
        "-genkeypair",
        "-alias",
        "s3",
        "-keyalg",
        "RSA",
        "-validity",
        "2",
        "-dname",
        "CN=s3",
        "-ext",
        "san=ip:127.0.0.1",
        "-keystore",
        keys.toString(),
        "-storetype",
        "PKCS12",
        "-storepass",
        S3Child.KEYS_PASSWORD);
    keytool(
        "-exportcert",
        "-rfc",
        "-alias",
        "s3",
        "-keystore",
        keys.toString(),
        "-storepass",
        S3Child.KEYS_PASSWORD,
        "-file",
        certificate.toString());
    try (S3Child s3 = S3Child.startWithTls(folder.resolve("data"), keys)) {
      try (ArtifactServer server =
          new ArtifactServer(s3.endpoint(), Map.of("kiseki.s3.ca-file", certificate.toString()))) {
        server.awaitReady();
        assertThat(server.put("0/tls/a.bin", new byte[] {1, 2}).statusCode()).isEqualTo(200);
        assertThat(server.get("0/tls/a.bin").body()).containsExactly(1, 2);
        byte[] large = new byte[3_000_000];
        new Random(1).nextBytes(large);
        server.put("0/tls/large.bin", large);
        assertThat(server.get("0/tls/large.bin").body()).isEqualTo(large);
        assertThat(
                server
                    .bean(MeterRegistry.class)
                    .get("kiseki.artifact.downloads")
                    .tag("way", "passed-on")
                    .counter()
                    .count())
            .as("not through the SDK")
            .isEqualTo(2);
      }
      try (ArtifactServer server =
          new ArtifactServer(s3.endpoint(), Map.of("kiseki.s3.retry-for", "0s"))) {
        assertThat(server.get("0/tls/a.bin").statusCode()).as("not trusted").isEqualTo(503);
      }
    }
  }

  @Test
  void keysComeFromAProfileOfAFile() throws Exception {
    Path file = folder.resolve("credentials");
    Files.writeString(
        file,
        """
        [default]
        aws_access_key_id = somebody
        aws_secret_access_key = else
        [kiseki]
        aws_access_key_id = %s
        aws_secret_access_key = %s
        """
            .formatted(S3Child.ACCESS_KEY, S3Child.SECRET_KEY));
    Map<String, Object> settings = new HashMap<>();
    settings.put("kiseki.s3.credentials", "file");
    settings.put("kiseki.s3.credentials-file", file.toString());
    settings.put("kiseki.s3.profile", "kiseki");
    try (S3Child s3 = S3Child.start(folder.resolve("data"))) {
      try (ArtifactServer server = new ArtifactServer(s3.endpoint(), settings)) {
        server.awaitReady();
        assertThat(server.put("0/file/a.bin", new byte[] {1}).statusCode()).isEqualTo(200);
      }
      settings.remove("kiseki.s3.profile");
      try (ArtifactServer server = new ArtifactServer(s3.endpoint(), settings)) {
        assertThat(server.get("0/file/a.bin").statusCode()).as("another's keys").isEqualTo(500);
      }
    }
  }

  @Test
  void theBucketStandsInThePathOrInTheHost() {
    assertThat(address("path").getHost()).isEqualTo("s3.example");
    assertThat(address("path").getPath()).isEqualTo("/artifacts/0/a.bin");
    assertThat(address("virtual-host").getHost()).isEqualTo("artifacts.s3.example");
    assertThat(address("virtual-host").getPath()).isEqualTo("/0/a.bin");
  }

  private static URI address(String addressing) {
    try (ApplicationContext context =
        ApplicationContext.run(
            Map.of(
                "kiseki.s3.public-endpoint",
                "https://s3.example",
                "kiseki.s3.addressing",
                addressing))) {
      return URI.create(
          context
              .getBean(PresignedUrls.class)
              .download("artifacts", "0/a.bin", "attachment", Duration.ofMinutes(1)));
    }
  }

  @Test
  void everySettingIsReadAndWhatCannotWorkIsRefusedAtOnce() {
    Map<String, Object> all =
        Map.of(
            "kiseki.s3.credentials", "assume-role",
            "kiseki.s3.role-arn", "arn:aws:iam::1:role/kiseki",
            "kiseki.s3.sts-endpoint", "https://sts.example",
            "kiseki.s3.profile", "p",
            "kiseki.s3.addressing", "virtual-host",
            "kiseki.s3.retry-for", "3s");
    try (ApplicationContext context = ApplicationContext.run(all)) {
      assertThat(context.getBean(S3AccessSettings.class))
          .isEqualTo(
              new S3AccessSettings(
                  S3AccessSettings.Source.ASSUME_ROLE,
                  null,
                  "p",
                  URI.create("https://sts.example"),
                  "arn:aws:iam::1:role/kiseki",
                  null,
                  S3AccessSettings.Addressing.VIRTUAL_HOST,
                  Duration.ofSeconds(3)));
    }
    refused(Map.of("kiseki.s3.credentials", "assume-role"), "kiseki.s3.role-arn");
    refused(Map.of("kiseki.s3.ca-file", "/no/such/file"), "kiseki.s3.ca-file");
    refused(Map.of("kiseki.s3.credentials-file", "/none"), "kiseki.s3.credentials-file");
  }

  private static void refused(Map<String, Object> settings, String named) {
    assertThatThrownBy(
            () -> {
              try (ApplicationContext context = ApplicationContext.run(settings)) {
                context.getBean(S3AccessSettings.class);
              }
            })
        .isInstanceOf(BeanInstantiationException.class)
        .hasMessageContaining(named);
  }

  private static void keytool(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }
}
