package dev.kiseki.standalone.lifeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LifelineTest {
  @Test
  void theEndOfStandardInputIsTheEndOfTheParent() throws Exception {
    PipedOutputStream parentEnd = new PipedOutputStream();
    CountDownLatch gone = new CountDownLatch(1);
    Lifeline.hold(new PipedInputStream(parentEnd), System.out, gone::countDown);

    parentEnd.write('x');
    parentEnd.flush();
    assertThat(gone.await(200, TimeUnit.MILLISECONDS)).isFalse();

    parentEnd.close();
    assertThat(gone.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void readyIsOneLineThatTheParentKnows() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Lifeline.hold(
            new PipedInputStream(), new PrintStream(out, false, StandardCharsets.UTF_8), () -> {})
        .ready();
    assertThat(out.toString(StandardCharsets.UTF_8).lines()).containsExactly(Lifeline.READY);
  }

  @Test
  void aChildWhoseStopHangsIsHalted() throws Exception {
    Process child = readyChild("hang");
    child.getOutputStream().close();
    assertThat(child.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(child.exitValue()).isEqualTo(Lifeline.STOP_TIMED_OUT);
  }

  @Test
  void aChildStopsInOrderWhenItsParentIsGone() throws Exception {
    Process child = readyChild("stop");
    child.getOutputStream().close();
    assertThat(child.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(child.exitValue()).isZero();
    assertThat(new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .contains("stopped");
  }

  private static Process readyChild(String how) throws Exception {
    Process child =
        new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                how)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    byte[] ready = (Lifeline.READY + System.lineSeparator()).getBytes(StandardCharsets.UTF_8);
    assertThat(child.getInputStream().readNBytes(ready.length)).isEqualTo(ready);
    return child;
  }

  /** A child process of these tests. */
  static final class Child {
    public static void main(String[] args) throws Exception {
      Lifeline lifeline = Lifeline.hold(Duration.ofMillis(500));
      CountDownLatch never = new CountDownLatch(1);
      lifeline.onStop(
          () -> {
            if (args[0].equals("hang")) {
              never.await();
            }
            System.out.println("stopped");
          });
      lifeline.ready();
      never.await();
    }
  }
}
