package dev.kiseki.standalone.launch;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The launcher's settings, typed and checked.
 *
 * @param httpHost address of the tracking API
 * @param ports every port
 * @param s3 bucket and keys of the artifact store
 * @param kafka JVM of the broker
 * @param cassandra JVM of Cassandra
 * @param s3Jvm JVM of the S3 endpoint
 * @param services JVM of the services
 * @param cassandraJavaHome JDK for Cassandra, if one is named
 * @param startTimeout for each child
 * @param stopTimeout for all children together
 * @param forServices keys that start with {@code kiseki.} or {@code micronaut.}: handed to the
 *     services as they are
 */
record Settings(
    String httpHost,
    Ports ports,
    S3 s3,
    Jvm kafka,
    Jvm cassandra,
    Jvm s3Jvm,
    Jvm services,
    Optional<Path> cassandraJavaHome,
    Duration startTimeout,
    Duration stopTimeout,
    Map<String, String> forServices) {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m)");
  private static final Pattern HEAP = Pattern.compile("\\d{1,6}[mMgG]");

  Settings {
    forServices = Map.copyOf(forServices);
  }

  /** Every port, each from 1 to 65535. */
  record Ports(
      int http,
      int kafka,
      int kafkaController,
      int cassandra,
      int cassandraStorage,
      int s3,
      int shards) {}

  /** Where artifacts go. */
  record S3(String bucket, String accessKey, String secretKey) {}

  /**
   * One child's JVM.
   *
   * @param heap as {@code -Xmx} takes it
   * @param options further options, in their order
   */
  record Jvm(String heap, List<String> options) {
    Jvm {
      options = List.copyOf(options);
    }
  }

  /**
   * @param given values by key; a key that is not there has its default
   * @throws LaunchFailure for an unknown key or a value that does not fit
   */
  static Settings of(Map<String, String> given) {
    Map<String, String> forServices = new TreeMap<>();
    given.forEach(
        (key, value) -> {
          if (key.startsWith("kiseki.") || key.startsWith("micronaut.")) {
            forServices.put(key, value);
          } else if (Setting.byKey(key).isEmpty()) {
            throw new LaunchFailure(
                "There is no setting '"
                    + key
                    + "'. The settings are: "
                    + String.join(", ", Arrays.stream(Setting.values()).map(Setting::key).toList())
                    + ".");
          }
        });
    Values v = new Values(given);
    String javaHome = v.text(Setting.CASSANDRA_JAVA_HOME);
    return new Settings(
        v.text(Setting.HTTP_HOST),
        new Ports(
            v.port(Setting.HTTP_PORT),
            v.port(Setting.KAFKA_PORT),
            v.port(Setting.KAFKA_CONTROLLER_PORT),
            v.port(Setting.CASSANDRA_PORT),
            v.port(Setting.CASSANDRA_STORAGE_PORT),
            v.port(Setting.S3_PORT),
            v.port(Setting.SHARDS_PORT)),
        new S3(
            v.text(Setting.S3_BUCKET),
            v.text(Setting.S3_ACCESS_KEY),
            v.text(Setting.S3_SECRET_KEY)),
        v.jvm(Setting.KAFKA_HEAP, Setting.KAFKA_JVM_OPTIONS),
        v.jvm(Setting.CASSANDRA_HEAP, Setting.CASSANDRA_JVM_OPTIONS),
        v.jvm(Setting.S3_HEAP, Setting.S3_JVM_OPTIONS),
        v.jvm(Setting.SERVICES_HEAP, Setting.SERVICES_JVM_OPTIONS),
        javaHome.isEmpty() ? Optional.empty() : Optional.of(Path.of(javaHome)),
        v.duration(Setting.START_TIMEOUT),
        v.duration(Setting.STOP_TIMEOUT),
        forServices);
  }

  private record Values(Map<String, String> given) {
    String text(Setting setting) {
      return given.getOrDefault(setting.key(), setting.defaultValue()).strip();
    }

    int port(Setting setting) {
      String text = text(setting);
      int port = text.matches("\\d{1,5}") ? Integer.parseInt(text) : 0;
      if (port < 1 || port > 65535) {
        throw bad(setting, text, "a port, 1 to 65535");
      }
      return port;
    }

    Jvm jvm(Setting heap, Setting options) {
      String size = text(heap);
      if (!HEAP.matcher(size).matches()) {
        throw bad(heap, size, "a size such as 512m or 2g");
      }
      String more = text(options);
      return new Jvm(size, more.isEmpty() ? List.of() : List.of(more.split("\\s+")));
    }

    Duration duration(Setting setting) {
      String text = text(setting);
      Matcher matcher = DURATION.matcher(text);
      if (!matcher.matches()) {
        throw bad(setting, text, "a time such as 500ms, 20s or 2m");
      }
      long amount = Long.parseLong(matcher.group(1));
      return switch (matcher.group(2)) {
        case "ms" -> Duration.ofMillis(amount);
        case "s" -> Duration.ofSeconds(amount);
        default -> Duration.ofMinutes(amount);
      };
    }

    private static LaunchFailure bad(Setting setting, String text, String allowed) {
      return new LaunchFailure(
          "The setting " + setting.key() + " is '" + text + "'; it must be " + allowed + ".");
    }
  }
}
