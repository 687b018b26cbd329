package dev.kiseki.processor.restore;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real Kafka broker in a process of its own, of the module standalone-kafka, which must have been
 * built. It ends when this JVM does, however that happens.
 */
public final class KafkaChild implements AutoCloseable {
  private final Process process;
  private final int port;

  private KafkaChild(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Starts a broker on free ports with a new folder, and waits until it serves. */
  public static KafkaChild start(Path dir) throws IOException {
    Path module = Path.of(System.getProperty("kiseki.kafka", "../standalone/servers/kafka/target"));
    if (!Files.exists(module.resolve("classpath.txt"))) {
      throw new IllegalStateException(
          "No Kafka in " + module.toAbsolutePath() + ": build standalone/servers first");
    }
    int port;
    int controllerPort;
    try (ServerSocket one = new ServerSocket(0);
        ServerSocket two = new ServerSocket(0)) {
      port = one.getLocalPort();
      controllerPort = two.getLocalPort();
    }
    Files.createDirectories(dir);
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-Xms64m",
                    "-Xmx256m",
                    "-XX:MaxDirectMemorySize=128m",
                    "-Dkiseki.node.dir=" + dir,
                    "-Dkiseki.node.port=" + port,
                    "-Dkiseki.node.controller-port=" + controllerPort,
                    "-cp",
                    module.resolve("classes")
                        + ":"
                        + Files.readString(module.resolve("classpath.txt")).strip(),
                    "dev.kiseki.standalone.kafka.KafkaNode"))
            .redirectError(dir.resolve("stderr.log").toFile())
            .start();
    KafkaChild kafka = new KafkaChild(process, port);
    // Read to its end by a thread of its own later, or the child would stop at a full pipe.
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.equals("kiseki-child-ready")) {
        Thread drain = new Thread(() -> drain(out), "kafka-output");
        drain.setDaemon(true);
        drain.start();
        return kafka;
      }
    }
    kafka.close();
    throw new IOException("Kafka did not start:\n" + Files.readString(dir.resolve("stderr.log")));
  }

  public String bootstrapServers() {
    return "127.0.0.1:" + port;
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().orTimeout(30, TimeUnit.SECONDS).join();
  }

  private static void drain(BufferedReader out) {
    try (Stream<String> rest = out.lines()) {
      rest.forEach(line -> {});
    }
  }
}
