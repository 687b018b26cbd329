package dev.kiseki.transport.kafka;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The properties file that Kafka's own tools take as {@code --command-config}. Only what is about
 * security is taken from it: the rest is Kiseki's to decide, for nothing may be lost.
 */
final class ClientFile {
  private static final Logger log = LoggerFactory.getLogger(ClientFile.class);

  /** Beginnings of the names that count; the last is for passwords that lie in other files. */
  private static final List<String> SECURITY =
      List.of("security.", "ssl.", "sasl.", "config.providers");

  private ClientFile() {}

  /**
   * @throws IllegalArgumentException when it can't be read, or says nothing of security
   */
  static Map<String, String> security(Path file) {
    Properties all = new Properties();
    try (Reader in = Files.newBufferedReader(file)) {
      all.load(in);
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "kiseki.kafka.client-file " + file + " is no properties file: " + e.getMessage(), e);
    }
    Map<String, String> security = new TreeMap<>();
    TreeSet<String> others = new TreeSet<>();
    for (String name : all.stringPropertyNames()) {
      if (SECURITY.stream().anyMatch(name::startsWith)) {
        security.put(name, all.getProperty(name).strip());
      } else {
        others.add(name);
      }
    }
    if (security.isEmpty()) {
      throw new IllegalArgumentException(
          "kiseki.kafka.client-file "
              + file
              + " says nothing of security: allowed are Kafka's settings security.*, ssl.* and"
              + " sasl.*, such as security.protocol=SASL_SSL");
    }
    if (!others.isEmpty()) {
      log.debug("of {} these do not count: {}", file, others);
    }
    return security;
  }
}
