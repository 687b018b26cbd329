package dev.kiseki.standalone.launch;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/** Which JDK runs what. */
final class JavaHomes {
  /** Cassandra 5.0 installs a SecurityManager, which Java 24 removed. */
  private static final int CASSANDRA_NEWEST = 23;

  private static final int OLDEST = 17;
  private static final int NEWEST = 25;

  private JavaHomes() {}

  /**
   * @throws LaunchFailure unless the running Java is one that Kiseki is tested with
   */
  static void check(int feature, Path home) {
    if (feature < OLDEST || feature > NEWEST) {
      throw new LaunchFailure(
          "Kiseki runs on Java 17 to 25, but %s is Java %d: set JAVA_HOME to another (Debian: apt install openjdk-17-jdk-headless)."
              .formatted(home, feature));
    }
  }

  /**
   * The JDK for Cassandra: the one named in the settings, else the current one, else the first
   * found.
   *
   * @param searched folders that may be, or hold, JDKs
   */
  static Path forCassandra(Optional<Path> named, int feature, Path home, List<Path> searched) {
    if (named.isPresent()) {
      int found = feature(named.get());
      if (!fitsCassandra(found)) {
        throw new LaunchFailure(
            "The setting %s names %s, which is %s; Cassandra needs a JDK 17 to 23."
                .formatted(
                    Setting.CASSANDRA_JAVA_HOME.key(),
                    named.get(),
                    found == 0 ? "no JDK" : "Java " + found));
      }
      return named.get();
    }
    if (fitsCassandra(feature)) {
      return home;
    }
    return searched.stream()
        .flatMap(folder -> candidates(folder).stream())
        .filter(candidate -> fitsCassandra(feature(candidate)))
        .findFirst()
        .orElseThrow(
            () ->
                new LaunchFailure(
                    "Cassandra 5.0 runs on Java 17 to 23 only, this is Java %d, and no other was found: install one (Debian: apt install openjdk-17-jdk-headless) or name it with --%s DIR."
                        .formatted(feature, Setting.CASSANDRA_JAVA_HOME.key())));
  }

  /** The usual places: {@code JAVA_HOME} and its like, and where systems and tools put JDKs. */
  static List<Path> usualPlaces(Map<String, String> environment, Path userHome) {
    List<Path> places = new ArrayList<>();
    new TreeMap<>(environment)
        .forEach(
            (name, value) -> {
              if (name.startsWith("JAVA") && name.contains("HOME") && !value.isBlank()) {
                places.add(Path.of(value));
              }
            });
    places.add(Path.of("/usr/lib/jvm"));
    places.add(Path.of("/usr/java"));
    places.add(Path.of("/opt/java"));
    places.add(Path.of("/Library/Java/JavaVirtualMachines"));
    places.add(userHome.resolve(".sdkman/candidates/java"));
    places.add(userHome.resolve(".jdks"));
    return places;
  }

  private static List<Path> candidates(Path folder) {
    List<Path> found = new ArrayList<>(List.of(folder));
    try (DirectoryStream<Path> inside = Files.newDirectoryStream(folder)) {
      for (Path path : inside) {
        found.add(path);
        found.add(path.resolve("Contents/Home"));
      }
    } catch (IOException e) {
      // Not there or not readable: nothing to find in it.
      return found;
    }
    found.sort(null);
    return found;
  }

  private static boolean fitsCassandra(int feature) {
    return feature >= OLDEST && feature <= CASSANDRA_NEWEST;
  }

  /** The feature number in a JDK's {@code release} file; 0 if the folder is no JDK. */
  private static int feature(Path home) {
    Properties release = new Properties();
    if (!Files.isExecutable(home.resolve("bin/java"))) {
      return 0;
    }
    try (Reader in = Files.newBufferedReader(home.resolve("release"))) {
      release.load(in);
      String version = release.getProperty("JAVA_VERSION", "0").replace("\"", "");
      return Runtime.Version.parse(version).feature();
    } catch (IOException | IllegalArgumentException e) {
      return 0;
    }
  }
}
