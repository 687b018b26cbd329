package dev.kiseki.standalone.grow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GrowOptionsTest {
  @Test
  void optionsOfServicesThatRunApart() throws IOException {
    GrowOptions options =
        GrowOptions.parse(
            List.of(
                "--deployed", "--partitions=16", "--close", "--kiseki.kafka.topic-prefix", "t"));
    assertThat(options.partitions()).hasValue(16);
    assertThat(options.close()).isTrue();
    assertThat(options.unfolded()).isFalse();
    assertThat(options.tool().settings()).containsEntry("kiseki.kafka.topic-prefix", "t");
  }

  @ParameterizedTest
  @CsvSource({
    "--partitions 0,--partitions must be a number",
    "--partitions many,--partitions must be a number",
    "--reopen --close,goes with no other option",
    "--unfolded,give both",
    "--port 1,not an option of grow-partitions --deployed",
    "close,is not an option",
  })
  void whatCannotBeIsSaid(String given, String said) {
    List<String> args = new java.util.ArrayList<>(List.of("--deployed"));
    args.addAll(List.of(given.split(" ", -1)));
    assertThatThrownBy(() -> GrowOptions.parse(args))
        .isInstanceOf(GrowFailure.class)
        .hasMessageContaining(said);
  }

  @Test
  void theGroupIsTheProcessors() throws IOException {
    assertThat(Files.readString(Path.of("../../docs/settings.md")))
        .contains("| `kiseki.processor.application-id` | `" + Grow.APPLICATION_ID + "` |");
  }
}
