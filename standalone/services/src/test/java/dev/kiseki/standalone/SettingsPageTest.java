package dev.kiseki.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.ingest.artifact.TransferSettings;
import dev.kiseki.ingest.publish.PublishSettings;
import dev.kiseki.ingest.webhook.WebhookSettings;
import dev.kiseki.processor.ProcessorSettings;
import dev.kiseki.transport.cassandra.CassandraAccess;
import dev.kiseki.transport.cassandra.CassandraConnection;
import dev.kiseki.transport.kafka.KafkaSettings;
import dev.kiseki.transport.s3.S3AccessSettings;
import dev.kiseki.transport.s3.S3Settings;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import io.micronaut.core.naming.NameUtils;
import java.io.IOException;
import java.lang.reflect.Parameter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The settings page says what the code takes. */
class SettingsPageTest {
  private static final Path PAGE = Path.of("../../docs/settings.md");
  private static final Pattern ROW = Pattern.compile("\\| `(kiseki\\.[^`]+)` \\| (.*?) \\|.*");
  private static final List<Class<?>> SETTINGS =
      List.of(
          KafkaSettings.class,
          CassandraAccess.class,
          CassandraConnection.class,
          ProcessorSettings.class,
          PublishSettings.class,
          S3Settings.class,
          S3AccessSettings.class,
          TransferSettings.class,
          WebhookSettings.class);

  private static final Map<Class<?>, String> EMPTY = Map.of(WebhookSettings.class, "none");

  @Test
  void everySettingIsOnThePageWithItsDefaultAndNoOther() throws IOException {
    Map<String, String> page = new TreeMap<>();
    for (String line : Files.readAllLines(PAGE)) {
      Matcher row = ROW.matcher(line);
      if (row.matches() && SETTINGS.stream().anyMatch(s -> row.group(1).startsWith(prefix(s)))) {
        page.put(row.group(1), row.group(2).replace("`", ""));
      }
    }
    Map<String, String> code = new TreeMap<>();
    for (Class<?> settings : SETTINGS) {
      for (Parameter parameter : settings.getDeclaredConstructors()[0].getParameters()) {
        Bindable bindable = parameter.getAnnotation(Bindable.class);
        String value = bindable == null ? "none" : bindable.defaultValue();
        code.put(
            prefix(settings) + NameUtils.hyphenate(parameter.getName(), true),
            value.isEmpty() ? EMPTY.getOrDefault(settings, "from host and port") : value);
      }
    }
    assertThat(page).isEqualTo(code);
  }

  private static String prefix(Class<?> settings) {
    return settings.getAnnotation(ConfigurationProperties.class).value() + ".";
  }
}
