package dev.kiseki.standalone.launch;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
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
            Map.ofEntries(
                entry("kiseki.kafka.bootstrap-servers", "127.0.0.1:5092"),
                entry(
                    "kiseki.kafka.run-partitions",
                    "" + Catalog.runPartitions(Runtime.getRuntime().availableProcessors())),
                entry("kiseki.cassandra.contact-points", "127.0.0.1:5042"),
                entry("kiseki.cassandra.datacenter", "datacenter1"),
                entry("kiseki.s3.endpoint", "http://127.0.0.1:5090"),
                entry("kiseki.s3.access-key", "kiseki"),
                entry("kiseki.s3.bucket", "kiseki"),
                entry("kiseki.processor.state-directory", "/data/services"),
                entry("kiseki.processor.shard-port", "5010"),
                entry("kiseki.webhooks.key-file", "/data/webhooks.key"),
                entry("micronaut.server.host", "0.0.0.0"),
                entry("micronaut.server.port", "5000"),
                entry("micronaut.x", "y")));
    assertThat(services.health()).contains(URI.create("http://127.0.0.1:5000/health/ready"));
  }

  @Test
  void aPartitionForEachCoreWithinBounds() {
    assertThat(Stream.of(1, 2, 5, 64).map(Catalog::runPartitions)).containsExactly(2, 2, 5, 8);
    assertThat(catalog(Map.of("kiseki.kafka.run-partitions", "3")).services().properties())
        .containsEntry("kiseki.kafka.run-partitions", "3");
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
