package dev.kiseki.standalone.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real launcher with real servers, each test in a folder and on ports of its own. */
@Timeout(value = 240, unit = TimeUnit.SECONDS)
class LauncherProcessTest {
  @TempDir Path data;
  private RunningLauncher launcher;

  @AfterEach
  void endWhateverIsLeft() throws Exception {
    if (launcher != null) {
      launcher.close();
    }
  }

  @Test
  void aKilledChildComesBackAndAStopLeavesNoneBehind() throws Exception {
    int kafka = Ports.free();
    int cassandra = Ports.free();
    int s3 = Ports.free();
    launcher =
        RunningLauncher.start(
            data,
            List.of(
                "--only=kafka,cassandra,s3",
                "--kafka.port=" + kafka,
                "--kafka.controller-port=" + Ports.free(),
                "--cassandra.port=" + cassandra,
                "--cassandra.storage-port=" + Ports.free(),
                "--s3.port=" + s3));
    launcher.awaitLine("Ready after");
    Wire.kafkaAnswers(kafka);
    Wire.cassandraAnswers(cassandra);
    Wire.s3KeepsAnObject(s3, "kiseki", "kiseki-local");

    ProcessHandle broker = launcher.child("kafka");
    broker.destroyForcibly();
    assertThat(launcher.awaitLine("kafka      was ended")).contains("by signal 9; starts again");
    launcher.awaitLine("kafka      back");
    assertThat(launcher.child("kafka").pid()).isNotEqualTo(broker.pid());
    Wire.kafkaAnswers(kafka);

    List<ProcessHandle> children = launcher.children();
    assertThat(children).hasSize(3).allMatch(ProcessHandle::isAlive);
    launcher.terminate();
    assertThat(launcher.awaitExit()).isEqualTo(128 + 15);
    assertThat(children).noneMatch(ProcessHandle::isAlive);
    assertThat(launcher.output()).endsWith("Stopped.").noneMatch(l -> l.contains("was killed"));
  }

  @Test
  void aSecondLauncherIsRefusedAndAKilledOneLeavesNoChild() throws Exception {
    int port = Ports.free();
    List<String> args = List.of("--only=s3", "--s3.port=" + port);
    launcher = RunningLauncher.start(data, args);
    launcher.awaitLine("Ready after");

    RunningLauncher second = RunningLauncher.start(data, args);
    assertThat(second.awaitExit()).isEqualTo(1);
    assertThat(second.output())
        .singleElement()
        .asString()
        .startsWith("Kiseki runs already on " + data + " (process " + launcher.pid() + ")");

    ProcessHandle child = launcher.child("s3");
    launcher.kill();
    child.onExit().get(30, TimeUnit.SECONDS);
    assertThat(child.isAlive()).isFalse();

    launcher = RunningLauncher.start(data, args);
    launcher.awaitLine("Ready after");
    HttpURLConnection unsigned =
        (HttpURLConnection)
            URI.create("http://127.0.0.1:" + port + "/kiseki").toURL().openConnection();
    assertThat(unsigned.getResponseCode()).isEqualTo(403);
  }

  @Test
  void aChildThatCanNotStartEndsTheLauncherWithItsLogAndARemedy() throws Exception {
    launcher =
        RunningLauncher.start(
            data,
            List.of(
                "--only=s3", "--s3.port=" + Ports.free(), "--s3.jvm-options=-XX:+NoSuchOption"));
    assertThat(launcher.awaitExit()).isEqualTo(1);
    assertThat(launcher.output())
        .contains(
            "s3 ended with status 1 before it was ready.",
            "  | Unrecognized VM option 'NoSuchOption'",
            "An option in s3.jvm-options is not known to this Java.");
    assertThat(data.resolve("children.tsv")).doesNotExist();
    assertThat(data.resolve("running.properties")).doesNotExist();
    assertThat(Files.readString(data.resolve("kiseki.properties"))).contains("#s3.port=5090");
  }
}
