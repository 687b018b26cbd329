package dev.kiseki.standalone.launch;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The children of a local Kiseki, in their order of start.
 *
 * @param home folder of the built project
 * @param data the data folder
 * @param settings the settings
 * @param java the current java command
 */
record Catalog(Path home, Path data, Settings settings, Path java) {
  private static final String LOOPBACK = "127.0.0.1";

  /**
   * For every child. Serial: with heaps this small its pauses are short, and it needs the least
   * memory beside the heap. A JVM out of memory ends, so that it is started afresh.
   */
  private static final List<String> JVM =
      List.of("-XX:+UseSerialGC", "-XX:-UsePerfData", "-XX:+ExitOnOutOfMemoryError");

  /** glibc's default of 8 arenas a core keeps freed native memory. */
  private static final Map<String, String> FEW_ARENAS = Map.of("MALLOC_ARENA_MAX", "2");

  ChildSpec kafka() {
    Settings.Ports ports = settings.ports();
    return new ChildSpec(
        "kafka",
        home.resolve("standalone/servers/kafka"),
        "dev.kiseki.standalone.kafka.KafkaNode",
        java,
        jvm(settings.kafka(), List.of("-Xms64m", "-XX:MaxDirectMemorySize=128m")),
        Map.of(
            "kiseki.node.dir", data.resolve("kafka").toString(),
            "kiseki.node.port", text(ports.kafka()),
            "kiseki.node.controller-port", text(ports.kafkaController())),
        FEW_ARENAS,
        Optional.empty(),
        List.of(
            new PortUse("Kafka", LOOPBACK, ports.kafka(), Setting.KAFKA_PORT),
            new PortUse(
                "Kafka's controller",
                LOOPBACK,
                ports.kafkaController(),
                Setting.KAFKA_CONTROLLER_PORT)));
  }

  /**
   * @param cassandraJava a java command of 17 to 23
   */
  ChildSpec cassandra(Path cassandraJava) {
    Settings.Ports ports = settings.ports();
    List<String> more = new ArrayList<>(CassandraAccess.OPTIONS);
    // Cassandra locks the heap it starts with into memory, so that is kept small.
    more.addAll(List.of("-Xms96m", "-XX:MaxDirectMemorySize=192m"));
    return new ChildSpec(
        "cassandra",
        home.resolve("standalone/servers/cassandra"),
        "dev.kiseki.standalone.cassandra.CassandraNode",
        cassandraJava,
        jvm(settings.cassandra(), more),
        Map.of(
            "kiseki.node.dir", data.resolve("cassandra").toString(),
            "kiseki.node.port", text(ports.cassandra()),
            "kiseki.node.storage-port", text(ports.cassandraStorage())),
        FEW_ARENAS,
        Optional.empty(),
        List.of(
            new PortUse("Cassandra", LOOPBACK, ports.cassandra(), Setting.CASSANDRA_PORT),
            new PortUse(
                "Cassandra's other nodes",
                LOOPBACK,
                ports.cassandraStorage(),
                Setting.CASSANDRA_STORAGE_PORT)));
  }

  ChildSpec s3() {
    return new ChildSpec(
        "s3",
        home.resolve("standalone/servers/s3proxy"),
        "dev.kiseki.standalone.s3.S3Node",
        java,
        jvm(settings.s3Jvm(), List.of("-Xms16m", "-XX:MaxDirectMemorySize=64m")),
        Map.of(
            "kiseki.node.dir", data.resolve("s3").toString(),
            "kiseki.node.port", text(settings.ports().s3()),
            "kiseki.node.bucket", settings.s3().bucket(),
            "kiseki.node.access-key", settings.s3().accessKey()),
        withSecret(),
        Optional.empty(),
        List.of(new PortUse("the S3 endpoint", LOOPBACK, settings.ports().s3(), Setting.S3_PORT)));
  }

  ChildSpec services() {
    Settings.Ports ports = settings.ports();
    Map<String, String> properties = new TreeMap<>();
    properties.put("kiseki.kafka.bootstrap-servers", LOOPBACK + ":" + ports.kafka());
    properties.put(
        "kiseki.kafka.run-partitions",
        text(runPartitions(Runtime.getRuntime().availableProcessors())));
    properties.put("kiseki.cassandra.contact-points", LOOPBACK + ":" + ports.cassandra());
    properties.put("kiseki.cassandra.datacenter", "datacenter1");
    properties.put("kiseki.s3.endpoint", "http://" + LOOPBACK + ":" + ports.s3());
    properties.put("kiseki.s3.access-key", settings.s3().accessKey());
    properties.put("kiseki.s3.bucket", settings.s3().bucket());
    properties.put("kiseki.processor.state-directory", data.resolve("services").toString());
    properties.put("kiseki.processor.shard-port", text(ports.shards()));
    properties.put("kiseki.webhooks.key-file", DataDir.webhookKeys(data).toString());
    properties.put("micronaut.server.host", settings.httpHost());
    properties.put("micronaut.server.port", text(ports.http()));
    properties.putAll(settings.forServices());
    return new ChildSpec(
        "services",
        home.resolve("standalone/services"),
        "dev.kiseki.standalone.KisekiServices",
        java,
        jvm(settings.services(), servicesJvm(settings.services().heap())),
        properties,
        withSecret(),
        Optional.of(URI.create(trackingUri() + "/health/ready")),
        List.of(
            new PortUse("the tracking API", settings.httpHost(), ports.http(), Setting.HTTP_PORT),
            new PortUse("the stream-processor", LOOPBACK, ports.shards(), Setting.SHARDS_PORT)));
  }

  /**
   * One for each core: a partition costs every fetch and every search a little, and on one machine
   * more of them than cores earn nothing (docs/adr/0005).
   */
  static int runPartitions(int cores) {
    return Math.max(2, Math.min(8, cores));
  }

  /** What a client on this machine sets. */
  String trackingUri() {
    String host = settings.httpHost();
    boolean any = host.equals("0.0.0.0") || host.equals("::");
    return "http://" + (any ? LOOPBACK : host) + ":" + settings.ports().http();
  }

  private Map<String, String> withSecret() {
    Map<String, String> environment = new TreeMap<>(FEW_ARENAS);
    environment.put("KISEKI_S3_SECRET_KEY", settings.s3().secretKey());
    return environment;
  }

  /**
   * Nearly all that requests leave behind dies young: with a heap that grows from small, pauses
   * take three times as long together, and some collect all of it (docs/performance.md).
   */
  private static List<String> servicesJvm(String heap) {
    return List.of(
        "-Xms" + heap, "-XX:NewRatio=1", "-XX:MetaspaceSize=128m", "-XX:MaxDirectMemorySize=256m");
  }

  private static List<String> jvm(Settings.Jvm jvm, List<String> more) {
    List<String> options = new ArrayList<>(JVM);
    options.addAll(more);
    options.add("-Xmx" + jvm.heap());
    // Last, so that they win.
    options.addAll(jvm.options());
    return options;
  }

  private static String text(int port) {
    return Integer.toString(port);
  }
}
