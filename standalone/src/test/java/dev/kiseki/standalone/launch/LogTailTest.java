package dev.kiseki.standalone.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTailTest {
  @TempDir Path dir;

  @Test
  void onlyTheLastLinesOfALongLogAreShown() throws Exception {
    Path log = dir.resolve("x.log");
    Files.write(log, IntStream.range(0, 100_000).mapToObj(i -> "line " + i).toList());
    assertThat(LogTail.lines(log, 2)).containsExactly("line 99998", "line 99999");
    assertThat(LogTail.lines(dir.resolve("none"), 2)).isEmpty();
  }

  @Test
  void aKnownCauseIsToldWithItsRemedy() {
    Path log = Path.of("x.log");
    assertThat(LogTail.remedy("kafka", List.of("java.lang.OutOfMemoryError: Java heap"), log))
        .isEqualTo("Its heap is too small: raise kafka.heap.");
    assertThat(LogTail.remedy("kafka", List.of("odd"), log))
        .isEqualTo("The whole log is in x.log.");
  }
}
