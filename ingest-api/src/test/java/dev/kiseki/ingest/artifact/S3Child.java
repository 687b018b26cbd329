package dev.kiseki.ingest.artifact;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A real S3 endpoint over a folder, S3Proxy in a JVM of its own. It ends when this JVM ends, in
 * whatever way: it watches its standard input.
 */
final class S3Child implements AutoCloseable {
  static final String ACCESS_KEY = "test-access";
  static final String SECRET_KEY = "test-secret";
  static final String KEYS_PASSWORD = "changeit";

  private final Path folder;
  private final int port;
  private final Optional<Path> keys;
  private Process process;

  /**
   * @param keys a key store with the password {@value #KEYS_PASSWORD}, to speak TLS with
   */
  private S3Child(Path folder, int port, Optional<Path> keys) {
    this.folder = folder;
    this.port = port;
    this.keys = keys;
  }

  static S3Child start(Path folder) throws IOException, InterruptedException {
    S3Child child = notStarted(folder);
    child.start();
    return child;
  }

  /** Has an endpoint where nothing answers yet. */
  static S3Child notStarted(Path folder) throws IOException {
    return new S3Child(folder, freePort(), Optional.empty());
  }

  static S3Child startWithTls(Path folder, Path keys) throws IOException, InterruptedException {
    S3Child child = new S3Child(folder, freePort(), Optional.of(keys));
    child.start();
    return child;
  }

  void start() throws IOException, InterruptedException {
    Path settings = Files.createTempFile("s3proxy", ".properties");
    Files.createDirectories(folder);
    Files.writeString(
        settings,
        String.join(
            "\n",
            keys.isPresent() ? "s3proxy.secure-endpoint=" + endpoint() : "",
            keys.isPresent() ? "s3proxy.keystore-path=" + keys.get() : "",
            keys.isPresent()
                ? "s3proxy.keystore-password=" + KEYS_PASSWORD
                : "s3proxy.endpoint=" + endpoint(),
            "s3proxy.authorization=aws-v2-or-v4",
            "s3proxy.identity=" + ACCESS_KEY,
            "s3proxy.credential=" + SECRET_KEY,
            "s3proxy.ignore-unknown-headers=true",
            "s3proxy.jetty.max-threads=64",
            "jclouds.provider=filesystem-nio2",
            "jclouds.identity=none",
            "jclouds.credential=none",
            "jclouds.filesystem.basedir=" + folder));
    String classpath =
        Files.readString(Path.of("target", "s3proxy-classpath.txt")).strip()
            + File.pathSeparator
            + Path.of("target", "test-classes");
    process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx256m",
                    "-XX:TieredStopAtLevel=1",
                    "-cp",
                    classpath,
                    Main.class.getName(),
                    settings.toString()))
            .redirectErrorStream(true)
            .redirectOutput(Path.of("target", "s3proxy-" + port + ".log").toFile())
            .start();
    awaitPort();
    Files.delete(settings);
  }

  URI endpoint() {
    return URI.create((keys.isPresent() ? "https" : "http") + "://127.0.0.1:" + port);
  }

  Path folder() {
    return folder;
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }

  private void awaitPort() throws IOException, InterruptedException {
    Instant deadline = Instant.now().plus(Duration.ofSeconds(60));
    while (true) {
      try {
        new Socket(InetAddress.getLoopbackAddress(), port).close();
        return;
      } catch (IOException e) {
        if (!process.isAlive() || Instant.now().isAfter(deadline)) {
          throw new IOException("S3Proxy did not start, see target/s3proxy-" + port + ".log", e);
        }
        Thread.sleep(50);
      }
    }
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** What runs in the child. */
  static final class Main {
    private Main() {}

    public static void main(String[] args) throws Exception {
      Thread lifeline =
          new Thread(
              () -> {
                try {
                  while (System.in.read() >= 0) {}
                } catch (IOException e) {
                  // as good as the end
                }
                Runtime.getRuntime().halt(0);
              });
      lifeline.setDaemon(true);
      lifeline.start();
      Class.forName("org.gaul.s3proxy.Main")
          .getMethod("main", String[].class)
          .invoke(null, (Object) new String[] {"--properties", args[0]});
    }
  }
}
