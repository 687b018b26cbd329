package dev.kiseki.standalone.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CatalogTest {
  private static Catalog catalog(Map<String, String> settings) {
    return new Catalog(Path.of("/home"), Path.of("/data"), Settings.of(settings), Path.of("java"));
  }

  @Test
  void theServicesLearnWhereEverythingIs() {
    ChildSpec services = catalog(Map.of("http.host", "0.0.0.0", "micronaut.x", "y")).services();
    assertThat(services.properties())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "kiseki.kafka.bootstrap-servers", "127.0.0.1:5092",
                "kiseki.cassandra.contact-points", "127.0.0.1:5042",
                "kiseki.cassandra.datacenter", "datacenter1",
                "kiseki.s3.endpoint", "http://127.0.0.1:5090",
                "kiseki.s3.access-key", "kiseki",
                "kiseki.s3.bucket", "kiseki",
                "kiseki.processor.state-directory", "/data/services",
                "micronaut.server.host", "0.0.0.0",
                "micronaut.server.port", "5000",
                "micronaut.x", "y"));
    assertThat(services.health()).contains(URI.create("http://127.0.0.1:5000/health/ready"));
  }

  @Test
  void theSecretKeyIsNoArgument() {
    for (ChildSpec spec : new ChildSpec[] {catalog(Map.of()).s3(), catalog(Map.of()).services()}) {
      assertThat(spec.environment()).containsEntry("KISEKI_S3_SECRET_KEY", "kiseki-local");
      assertThat(spec.command("")).noneMatch(argument -> argument.contains("kiseki-local"));
    }
  }

  @Test
  void optionsOfTheUserComeAfterOurs() {
    assertThat(
            catalog(Map.of("kafka.heap", "1g", "kafka.jvm-options", "-XX:+UseG1GC"))
                .kafka()
                .jvmOptions())
        .endsWith("-Xmx1g", "-XX:+UseG1GC");
  }

  @Test
  void theBrokerHasTheVersionOfTheClients() throws Exception {
    Path list =
        Path.of(System.getProperty("kiseki.home"), "standalone/servers/kafka/target/classpath.txt");
    assertThat(Files.readString(list))
        .contains("kafka-clients-" + System.getProperty("kiseki.kafka.version") + ".jar");
  }
}
