package dev.kiseki.standalone.launch;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Main class of {@code ./kiseki up}. The system property {@code kiseki.home} names the project's
 * folder.
 */
public final class Launcher {
  /** How long children of a killed launcher get to end; their own bound is 15 s. */
  private static final Duration ORPHANS_END = Duration.ofSeconds(20);

  private Launcher() {}

  /** Runs until Ctrl-C, SIGTERM, or a failure to start. Exit status 1 is a failure to start. */
  public static void main(String[] args) throws InterruptedException {
    try {
      System.exit(up(CommandLine.parse(Arrays.asList(args))));
    } catch (LaunchFailure e) {
      System.err.println(e.getMessage());
      System.exit(1);
    } catch (IOException e) {
      System.err.println("The data folder can't be used: " + e);
      System.exit(1);
    }
  }

  private static int up(CommandLine line) throws IOException, InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    try {
      return up(line, done);
    } finally {
      done.countDown();
    }
  }

  private static int up(CommandLine line, CountDownLatch done)
      throws IOException, InterruptedException {
    Consumer<String> console = System.out::println;
    Path javaHome = Path.of(System.getProperty("java.home"));
    int feature = Runtime.version().feature();
    JavaHomes.check(feature, javaHome);

    try (DataDir data = DataDir.take(line.data())) {
      Map<String, String> given = given(line);
      Settings settings = Settings.of(given);
      data.ensureWebhookKey();
      Path home = Path.of(System.getProperty("kiseki.home", ".")).toAbsolutePath().normalize();
      Catalog catalog = new Catalog(home, line.data(), settings, javaHome.resolve("bin/java"));
      List<ChildSpec> specs = specs(line, catalog, javaHome, feature);
      awaitOrphans(data.leftBehind(), console);
      List<String> complaints =
          PortCheck.complaints(specs.stream().flatMap(spec -> spec.ports().stream()).toList());
      if (!complaints.isEmpty()) {
        throw new LaunchFailure(String.join(System.lineSeparator(), complaints));
      }

      data.writeSettings(given);
      console.accept("Kiseki starts; data and logs are in " + line.data());
      long started = System.nanoTime();
      Supervisor supervisor =
          new Supervisor(
              specs,
              data,
              settings,
              console,
              () -> {
                console.accept(
                    "Ready after %s. Ctrl-C stops it."
                        .formatted(
                            Supervisor.seconds(Duration.ofNanos(System.nanoTime() - started))));
                if (line.only().contains("services")) {
                  console.accept("export MLFLOW_TRACKING_URI=" + catalog.trackingUri());
                }
              });
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(supervisor, done), "stop"));
      return supervisor.run();
    }
  }

  /** The JVM may go only when the children are stopped and the data folder is given back. */
  private static void stop(Supervisor supervisor, CountDownLatch done) {
    try {
      supervisor.stop();
      done.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Map<String, String> given(CommandLine line) throws IOException {
    Path own = line.data().resolve("kiseki.properties");
    SettingsFile.writeIfMissing(own);
    Map<String, String> given = new TreeMap<>(SettingsFile.read(line.config().orElse(own)));
    given.putAll(line.settings());
    return given;
  }

  private static List<ChildSpec> specs(
      CommandLine line, Catalog catalog, Path javaHome, int feature) {
    List<ChildSpec> specs = new ArrayList<>();
    for (String name : line.only()) {
      specs.add(
          switch (name) {
            case "kafka" -> catalog.kafka();
            case "cassandra" -> {
              Path home =
                  JavaHomes.forCassandra(
                      catalog.settings().cassandraJavaHome(),
                      feature,
                      javaHome,
                      JavaHomes.usualPlaces(
                          System.getenv(), Path.of(System.getProperty("user.home"))));
              yield catalog.cassandra(home.resolve("bin/java"));
            }
            case "s3" -> catalog.s3();
            case "services" -> catalog.services();
            default -> throw new IllegalStateException(name);
          });
    }
    return specs;
  }

  private static void awaitOrphans(List<ProcessHandle> orphans, Consumer<String> console)
      throws InterruptedException {
    for (ProcessHandle orphan : orphans) {
      console.accept("Waiting for process " + orphan.pid() + " of the last run to end");
      try {
        orphan.onExit().get(ORPHANS_END.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException | ExecutionException e) {
        throw new LaunchFailure(
            "Process %d of the last run does not end: end it with kill -9 %d."
                .formatted(orphan.pid(), orphan.pid()));
      }
    }
  }
}
