package dev.kiseki.standalone.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaHomesTest {
  private static final Path CURRENT = Path.of("/current");

  @TempDir Path dir;

  @Test
  void kisekiRunsOnJava17To25() {
    assertThatCode(() -> JavaHomes.check(17, CURRENT)).doesNotThrowAnyException();
    assertThatCode(() -> JavaHomes.check(25, CURRENT)).doesNotThrowAnyException();
    assertThatThrownBy(() -> JavaHomes.check(26, CURRENT))
        .hasMessage(
            "Kiseki runs on Java 17 to 25, but /current is Java 26: set JAVA_HOME to another (Debian: apt install openjdk-17-jdk-headless).");
  }

  @Test
  void cassandraRunsOnTheCurrentJavaUpTo23() {
    assertThat(JavaHomes.forCassandra(Optional.empty(), 17, CURRENT, List.of())).isEqualTo(CURRENT);
    assertThat(JavaHomes.forCassandra(Optional.empty(), 23, CURRENT, List.of())).isEqualTo(CURRENT);
  }

  @Test
  void onALaterJavaCassandraGetsAnOlderOneFromTheUsualPlaces() throws Exception {
    jdk("all/jdk-25", "25.0.1");
    Path jdk21 = jdk("all/jdk-21", "21.0.4");
    assertThat(
            JavaHomes.forCassandra(
                Optional.empty(), 24, CURRENT, List.of(dir.resolve("none"), dir.resolve("all"))))
        .isEqualTo(jdk21);
    assertThat(JavaHomes.forCassandra(Optional.empty(), 24, CURRENT, List.of(jdk21)))
        .isEqualTo(jdk21);
  }

  @Test
  void withoutAFittingJavaOneSentenceSaysWhatToInstall() throws Exception {
    jdk("all/jdk-25", "25");
    assertThatThrownBy(
            () ->
                JavaHomes.forCassandra(Optional.empty(), 25, CURRENT, List.of(dir.resolve("all"))))
        .isInstanceOf(LaunchFailure.class)
        .hasMessage(
            "Cassandra 5.0 runs on Java 17 to 23 only, this is Java 25, and no other was found: install one (Debian: apt install openjdk-17-jdk-headless) or name it with --cassandra.java-home DIR.");
  }

  @Test
  void aNamedJavaIsTakenOrRefusedButNotPassedOver() throws Exception {
    Path jdk17 = jdk("jdk-17", "17.0.2");
    Path jdk24 = jdk("jdk-24", "24");
    assertThat(JavaHomes.forCassandra(Optional.of(jdk17), 21, CURRENT, List.of())).isEqualTo(jdk17);
    assertThatThrownBy(() -> JavaHomes.forCassandra(Optional.of(jdk24), 21, CURRENT, List.of()))
        .hasMessageContaining("is Java 24; Cassandra needs a JDK 17 to 23.");
    assertThatThrownBy(() -> JavaHomes.forCassandra(Optional.of(dir), 21, CURRENT, List.of()))
        .hasMessageContaining("which is no JDK");
  }

  @Test
  void javaHomeAndItsLikeAreLookedAtFirst() {
    assertThat(
            JavaHomes.usualPlaces(
                Map.of("JAVA_HOME", "/a", "JAVA_HOME_17_X64", "/b", "PATH", "/c"), dir))
        .startsWith(Path.of("/a"), Path.of("/b"))
        .contains(Path.of("/usr/lib/jvm"))
        .doesNotContain(Path.of("/c"));
  }

  private Path jdk(String name, String version) throws IOException {
    Path home = dir.resolve(name);
    Files.createDirectories(home.resolve("bin"));
    Files.createFile(home.resolve("bin/java")).toFile().setExecutable(true);
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    return home;
  }
}
