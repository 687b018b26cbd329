package dev.kiseki.standalone.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class SettingsTest {
  private static final Settings DEFAULTS =
      new Settings(
          "127.0.0.1",
          new Settings.Ports(5000, 5092, 5093, 5042, 5070, 5090, 5010),
          new Settings.S3("kiseki", "kiseki", "kiseki-local"),
          new Settings.Jvm("256m", List.of()),
          new Settings.Jvm("512m", List.of()),
          new Settings.Jvm("96m", List.of()),
          new Settings.Jvm("640m", List.of()),
          Optional.empty(),
          Duration.ofSeconds(120),
          Duration.ofSeconds(20),
          Map.of());

  @Test
  void everySettingHasADefault() {
    assertThat(Settings.of(Map.of())).isEqualTo(DEFAULTS);
  }

  @Test
  void everySettingIsRead() {
    Map<String, String> given =
        Map.ofEntries(
            Map.entry("http.host", "0.0.0.0"),
            Map.entry("http.port", "1"),
            Map.entry("kafka.port", "2"),
            Map.entry("kafka.controller-port", "3"),
            Map.entry("cassandra.port", "4"),
            Map.entry("cassandra.storage-port", "5"),
            Map.entry("s3.port", "65535"),
            Map.entry("shards.port", "6"),
            Map.entry("s3.bucket", "b"),
            Map.entry("s3.access-key", "a"),
            Map.entry("s3.secret-key", " s "),
            Map.entry("kafka.heap", "1g"),
            Map.entry("cassandra.heap", "2G"),
            Map.entry("s3.heap", "3m"),
            Map.entry("services.heap", "4M"),
            Map.entry("kafka.jvm-options", "-a  -b"),
            Map.entry("cassandra.jvm-options", "-c"),
            Map.entry("s3.jvm-options", "-d"),
            Map.entry("services.jvm-options", "-e"),
            Map.entry("cassandra.java-home", "/jdk"),
            Map.entry("start-timeout", "2m"),
            Map.entry("stop-timeout", "500ms"),
            Map.entry("kiseki.some.thing", "x"),
            Map.entry("micronaut.other", "y"));
    assertThat(given.keySet())
        .containsAll(List.of(Setting.values()).stream().map(Setting::key).toList());

    assertThat(Settings.of(given))
        .isEqualTo(
            new Settings(
                "0.0.0.0",
                new Settings.Ports(1, 2, 3, 4, 5, 65535, 6),
                new Settings.S3("b", "a", "s"),
                new Settings.Jvm("1g", List.of("-a", "-b")),
                new Settings.Jvm("2G", List.of("-c")),
                new Settings.Jvm("3m", List.of("-d")),
                new Settings.Jvm("4M", List.of("-e")),
                Optional.of(Path.of("/jdk")),
                Duration.ofMinutes(2),
                Duration.ofMillis(500),
                Map.of("kiseki.some.thing", "x", "micronaut.other", "y")));
  }

  @Test
  void aValueThatDoesNotFitIsNamedWithWhatIsAllowed() {
    assertRefused("kafka.port", "70000", "The setting kafka.port is '70000'; it must be a port,");
    assertRefused("http.port", "0", "must be a port, 1 to 65535.");
    assertRefused("s3.heap", "64", "it must be a size such as 512m or 2g.");
    assertRefused("stop-timeout", "20", "it must be a time such as 500ms, 20s or 2m.");
    assertRefused("kafka.prot", "1", "There is no setting 'kafka.prot'. The settings are: http.");
  }

  private static void assertRefused(String key, String value, String sentence) {
    assertThatThrownBy(() -> Settings.of(Map.of(key, value)))
        .isInstanceOf(LaunchFailure.class)
        .hasMessageContaining(sentence);
  }

  @Test
  void theSettingsFileListsAllSettingsWithTheirDefaultsAsComments() throws Exception {
    Properties asWritten = new Properties();
    asWritten.load(new StringReader(SettingsFile.template()));
    assertThat(asWritten).isEmpty();

    Properties uncommented = new Properties();
    uncommented.load(new StringReader(SettingsFile.template().replaceAll("(?m)^#(?! )", "")));
    assertThat(uncommented).hasSize(Setting.values().length);
    assertThat(Settings.of(Map.copyOf(asMap(uncommented)))).isEqualTo(DEFAULTS);
  }

  private static Map<String, String> asMap(Properties properties) {
    return properties.stringPropertyNames().stream()
        .collect(java.util.stream.Collectors.toMap(k -> k, properties::getProperty));
  }
}
