package dev.kiseki.standalone.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CommandLineTest {
  @Test
  void withoutOptionsEverythingRunsOnTheFolderData() {
    CommandLine line = CommandLine.parse(List.of());
    assertThat(line.data()).isEqualTo(Path.of("data").toAbsolutePath());
    assertThat(line.config()).isEmpty();
    assertThat(line.only()).containsExactly("kafka", "cassandra", "s3", "services");
    assertThat(line.settings()).isEmpty();
  }

  @Test
  void aValueFollowsAfterASpaceOrAnEqualsSign() {
    CommandLine line =
        CommandLine.parse(
            List.of("--data=/d", "--config", "/c", "--port", "7", "--kafka.jvm-options=-Da=b"));
    assertThat(line.data()).isEqualTo(Path.of("/d"));
    assertThat(line.config()).contains(Path.of("/c"));
    assertThat(line.settings()).isEqualTo(Map.of("http.port", "7", "kafka.jvm-options", "-Da=b"));
  }

  @Test
  void onlyKeepsTheOrderOfStart() {
    assertThat(CommandLine.parse(List.of("--only", "s3,kafka")).only())
        .containsExactly("kafka", "s3");
  }

  @Test
  void whatCanNotBeMeantIsRefused() {
    assertRefused("The option --data needs a value.", "--data");
    assertRefused("'up' is not an option", "up");
    assertRefused("--only knows kafka, cassandra, s3, services, but not 'x'.", "--only", "x");
  }

  private static void assertRefused(String sentence, String... args) {
    assertThatThrownBy(() -> CommandLine.parse(List.of(args)))
        .isInstanceOf(LaunchFailure.class)
        .hasMessageContaining(sentence);
  }
}
