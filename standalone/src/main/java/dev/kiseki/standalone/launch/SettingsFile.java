package dev.kiseki.standalone.launch;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** {@code kiseki.properties}: read at each start; written once, with every line a comment. */
final class SettingsFile {
  private SettingsFile() {}

  static Map<String, String> read(Path file) throws IOException {
    Properties properties = new Properties();
    try (Reader in = Files.newBufferedReader(file)) {
      properties.load(in);
    } catch (NoSuchFileException e) {
      throw new LaunchFailure("The settings file " + file + " is not there.");
    } catch (IllegalArgumentException e) {
      throw new LaunchFailure(
          "The settings file " + file + " has a broken escape: " + e.getMessage());
    }
    Map<String, String> settings = new TreeMap<>();
    properties.stringPropertyNames().forEach(k -> settings.put(k, properties.getProperty(k)));
    return settings;
  }

  static void writeIfMissing(Path file) throws IOException {
    if (Files.notExists(file)) {
      Files.writeString(file, template(), StandardCharsets.UTF_8);
    }
  }

  /** All settings with their defaults, as comments. */
  static String template() {
    StringBuilder text = new StringBuilder();
    text.append(
        "# Settings of this Kiseki, read at each start; the command line wins (--key value).\n");
    text.append("# Keys that start with kiseki. or micronaut. go to the services as they are.\n");
    for (Setting setting : Setting.values()) {
      text.append("\n# ").append(setting.meaning()).append('\n');
      text.append('#').append(setting.key()).append('=').append(setting.defaultValue());
      text.append('\n');
    }
    return text.toString();
  }
}
