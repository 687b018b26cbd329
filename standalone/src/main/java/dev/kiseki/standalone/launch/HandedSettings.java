package dev.kiseki.standalone.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What {@code ./kiseki up} with the same options would hand to the services, for commands that look
 * at what they use. Reads the data folder and changes nothing in it.
 *
 * @param data the data folder
 * @param only the children that were named
 * @param services the services' settings, the secret one too
 * @param jvm system properties among the JVM options of the services
 * @param names keys of {@code services} that came from a key of the launcher, and that key
 */
public record HandedSettings(
    Path data,
    Set<String> only,
    Map<String, String> services,
    Map<String, String> jvm,
    Map<String, String> names) {
  private static final String SECRET_KEY = "kiseki.s3.secret-key";
  private static final Map<String, Setting> ORIGINS =
      Map.of(
          "kiseki.kafka.bootstrap-servers",
          Setting.KAFKA_PORT,
          "kiseki.cassandra.contact-points",
          Setting.CASSANDRA_PORT,
          "kiseki.s3.endpoint",
          Setting.S3_PORT,
          "kiseki.s3.bucket",
          Setting.S3_BUCKET,
          "kiseki.s3.access-key",
          Setting.S3_ACCESS_KEY,
          SECRET_KEY,
          Setting.S3_SECRET_KEY);

  public HandedSettings {
    only = Set.copyOf(only);
    services = Map.copyOf(services);
    jvm = Map.copyOf(jvm);
    names = Map.copyOf(names);
  }

  /**
   * Without {@code --config}, settings are those that a launcher on the data folder runs with; if
   * none runs, those of the settings file there; if there is none, the defaults.
   *
   * @param args options of {@code up}
   * @throws LaunchFailure for a wrong option or setting
   */
  public static HandedSettings of(List<String> args) throws IOException {
    CommandLine line = CommandLine.parse(args);
    Map<String, String> given = new TreeMap<>(file(line));
    given.putAll(line.settings());
    Settings settings = Settings.of(given);
    Catalog catalog = new Catalog(Path.of(""), line.data(), settings, Path.of("java"));
    Map<String, String> services = new HashMap<>(catalog.services().properties());
    // The services have it in their environment, where a setting of their own goes before it.
    services.putIfAbsent(SECRET_KEY, settings.s3().secretKey());
    Map<String, String> names = new HashMap<>();
    ORIGINS.forEach(
        (key, origin) -> {
          if (!settings.forServices().containsKey(key)) {
            names.put(key, origin.key());
          }
        });
    return new HandedSettings(
        line.data(), line.only(), services, jvm(settings.services().options()), names);
  }

  private static Map<String, String> file(CommandLine line) throws IOException {
    if (line.config().isPresent()) {
      return SettingsFile.read(line.config().get());
    }
    Optional<Path> running = DataDir.settingsInForce(line.data());
    Path own = line.data().resolve("kiseki.properties");
    if (running.isPresent()) {
      return SettingsFile.read(running.get());
    }
    return Files.exists(own) ? SettingsFile.read(own) : Map.of();
  }

  private static Map<String, String> jvm(List<String> options) {
    Map<String, String> properties = new HashMap<>();
    for (String option : options) {
      int equals = option.indexOf('=');
      if (option.startsWith("-D") && equals > 2) {
        properties.put(option.substring(2, equals), option.substring(equals + 1));
      }
    }
    return properties;
  }

  /** Without values: among them are secrets. */
  @Override
  public String toString() {
    return "HandedSettings[" + data + ", " + only + "]";
  }
}
