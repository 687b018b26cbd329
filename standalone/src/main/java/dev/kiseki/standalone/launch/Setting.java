package dev.kiseki.standalone.launch;

import java.util.Arrays;
import java.util.Optional;

/**
 * Every setting of the launcher: its key in {@code kiseki.properties} and, with two dashes before
 * it, on the command line; its default; what it is for.
 */
enum Setting {
  HTTP_HOST("http.host", "127.0.0.1", "address that the tracking API listens on"),
  HTTP_PORT("http.port", "5000", "port of the tracking API; --port for short"),
  KAFKA_PORT("kafka.port", "5092", "port of the Kafka broker"),
  KAFKA_CONTROLLER_PORT("kafka.controller-port", "5093", "port of the broker's own controller"),
  CASSANDRA_PORT("cassandra.port", "5042", "port of Cassandra for CQL"),
  CASSANDRA_STORAGE_PORT("cassandra.storage-port", "5070", "port of Cassandra for other nodes"),
  S3_PORT("s3.port", "5090", "port of the S3 endpoint"),
  SHARDS_PORT("shards.port", "5010", "port on which services ask the stream-processor"),

  S3_BUCKET("s3.bucket", "kiseki", "bucket that holds the artifacts"),
  S3_ACCESS_KEY("s3.access-key", "kiseki", "S3 access key"),
  S3_SECRET_KEY("s3.secret-key", "kiseki-local", "S3 secret key"),

  KAFKA_HEAP("kafka.heap", "256m", "largest heap of the Kafka broker"),
  CASSANDRA_HEAP("cassandra.heap", "512m", "largest heap of Cassandra"),
  S3_HEAP("s3.heap", "96m", "largest heap of the S3 endpoint"),
  SERVICES_HEAP("services.heap", "640m", "largest heap of the Kiseki services"),

  KAFKA_JVM_OPTIONS("kafka.jvm-options", "", "more options for the JVM of Kafka"),
  CASSANDRA_JVM_OPTIONS("cassandra.jvm-options", "", "more options for the JVM of Cassandra"),
  S3_JVM_OPTIONS("s3.jvm-options", "", "more options for the JVM of the S3 endpoint"),
  SERVICES_JVM_OPTIONS("services.jvm-options", "", "more options for the JVM of the services"),

  CASSANDRA_JAVA_HOME("cassandra.java-home", "", "JDK 17 to 23 for Cassandra, if not the current"),
  START_TIMEOUT("start-timeout", "120s", "how long each child may take to be ready"),
  STOP_TIMEOUT("stop-timeout", "20s", "how long all children together may take to stop");

  private final String key;
  private final String defaultValue;
  private final String meaning;

  Setting(String key, String defaultValue, String meaning) {
    this.key = key;
    this.defaultValue = defaultValue;
    this.meaning = meaning;
  }

  String key() {
    return key;
  }

  String defaultValue() {
    return defaultValue;
  }

  String meaning() {
    return meaning;
  }

  static Optional<Setting> byKey(String key) {
    return Arrays.stream(values()).filter(s -> s.key.equals(key)).findFirst();
  }
}
