package dev.kiseki.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StolenTimeTest {
  @TempDir Path directory;

  @Test
  void countsWhatWasStolenSinceTheBeginningAndNoGuestTwice() throws Exception {
    Path stat = directory.resolve("stat");
    Files.writeString(stat, "cpu  100 0 50 800 10 5 5 30 90 0\ncpu0 1 1 1 1\n");
    StolenTime stolen = StolenTime.from(stat);
    Files.writeString(stat, "cpu  150 0 60 815 10 5 5 55 140 0\ncpu0 1 1 1 1\n");
    assertThat(stolen.share()).isEqualTo(0.25);
  }

  @Test
  void isUnknownWhereTheSystemDoesNotTell() throws Exception {
    assertThat(StolenTime.from(directory.resolve("none")).share()).isNaN();
    Path old = Files.writeString(directory.resolve("old"), "cpu  1 2 3 4\n");
    assertThat(StolenTime.from(old).share()).isNaN();
  }
}
