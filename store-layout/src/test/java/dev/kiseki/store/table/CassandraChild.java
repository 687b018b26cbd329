package dev.kiseki.store.table;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real Cassandra node in a process of its own, of the module standalone-cassandra, which must
 * have been built. Ends with this JVM, whatever happens.
 */
public final class CassandraChild implements AutoCloseable {
  private static final List<String> EXPORTS =
      List.of(
          "java.base/java.lang.ref",
          "java.base/jdk.internal.misc",
          "java.base/jdk.internal.ref",
          "java.base/sun.nio.ch",
          "java.management.rmi/com.sun.jmx.remote.internal.rmi",
          "java.rmi/sun.rmi.registry",
          "java.rmi/sun.rmi.server",
          "java.sql/java.sql",
          "jdk.attach/sun.tools.attach",
          "jdk.compiler/com.sun.tools.javac.file",
          "jdk.unsupported/sun.misc");
  private static final List<String> OPENS =
      List.of(
          "java.base/java.io",
          "java.base/java.lang",
          "java.base/java.lang.module",
          "java.base/java.lang.reflect",
          "java.base/java.nio",
          "java.base/java.util",
          "java.base/java.util.concurrent",
          "java.base/java.util.concurrent.atomic",
          "java.base/jdk.internal.loader",
          "java.base/jdk.internal.math",
          "java.base/jdk.internal.module",
          "java.base/jdk.internal.ref",
          "java.base/jdk.internal.reflect",
          "java.base/jdk.internal.util.jar",
          "java.base/sun.nio.ch",
          "jdk.management/com.sun.management.internal");

  private final Path dir;
  private final int port;
  private final int storagePort;
  private Process process;

  /** Chooses free ports; starts nothing. */
  public CassandraChild(Path dir) throws IOException {
    this.dir = dir;
    try (ServerSocket one = new ServerSocket(0);
        ServerSocket two = new ServerSocket(0)) {
      port = one.getLocalPort();
      storagePort = two.getLocalPort();
    }
  }

  public String contactPoint() {
    return "127.0.0.1:" + port;
  }

  /** Starts the node, and waits until it serves. */
  public CassandraChild start() throws IOException {
    Path module =
        Path.of(System.getProperty("kiseki.cassandra", "../standalone/servers/cassandra/target"));
    if (!Files.exists(module.resolve("classpath.txt"))) {
      throw new IllegalStateException(
          "No Cassandra in " + module.toAbsolutePath() + ": build standalone/servers first");
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // It lives for seconds: the second compiler would cost more than it earns.
    command.addAll(List.of("-Xms512m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-Djava.security.manager=allow", "-Djdk.attach.allowAttachSelf=true"));
    EXPORTS.forEach(part -> command.add("--add-exports=" + part + "=ALL-UNNAMED"));
    OPENS.forEach(part -> command.add("--add-opens=" + part + "=ALL-UNNAMED"));
    command.add("-Dkiseki.node.dir=" + dir);
    command.add("-Dkiseki.node.port=" + port);
    command.add("-Dkiseki.node.storage-port=" + storagePort);
    command.add("-cp");
    command.add(
        module.resolve("classes")
            + ":"
            + Files.readString(module.resolve("classpath.txt")).strip());
    command.add("dev.kiseki.standalone.cassandra.CassandraNode");
    Files.createDirectories(dir);
    Path errors = dir.resolve("stderr.log");
    process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()))
            .start();
    List<String> seen = new ArrayList<>();
    // Read to its end by a thread of its own later, or the child would stop at a full pipe.
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.equals("kiseki-child-ready")) {
        Thread drain = new Thread(() -> drain(out), "cassandra-output");
        drain.setDaemon(true);
        drain.start();
        return this;
      }
      seen.add(line);
    }
    throw new IOException(
        "Cassandra did not start:\n"
            + String.join("\n", seen.subList(Math.max(0, seen.size() - 30), seen.size()))
            + "\n"
            + Files.readString(errors));
  }

  /** {@code kill -9}. */
  public void kill() {
    process.destroyForcibly().onExit().orTimeout(30, TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    if (process != null) {
      kill();
    }
  }

  private static void drain(BufferedReader out) {
    try (Stream<String> rest = out.lines()) {
      rest.forEach(line -> {});
    }
  }
}
