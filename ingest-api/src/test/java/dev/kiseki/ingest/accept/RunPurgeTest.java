package dev.kiseki.ingest.accept;

import static dev.kiseki.ingest.accept.Given.fields;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.id.RunId;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RunPurgeTest {
  @Test
  void eachRunCountsOnce() {
    assertThat(RunPurge.of(fields("{'run_ids': ['b', 'a', 'b'], 'deleted_before': '12'}")))
        .isEqualTo(new RunPurge(List.of(new RunId("b"), new RunId("a")), 12, false));
    assertThat(
            RunPurge.of(fields("{'run_ids': ['b'], 'deleted_before': 0, 'dry_run': true}"))
                .dryRun())
        .isTrue();
  }

  @Test
  void noRunsTooManyAndNoTimeAreRefused() {
    String many =
        IntStream.range(0, 1001).mapToObj(i -> "'r" + i + "'").collect(Collectors.joining(","));
    for (String refused :
        List.of(
            "{'deleted_before': 1}",
            "{'run_ids': [], 'deleted_before': 1}",
            "{'run_ids': [" + many + "], 'deleted_before': 1}",
            "{'run_ids': ['a']}",
            "{'run_ids': 'a', 'deleted_before': 1}")) {
      assertThatThrownBy(() -> RunPurge.of(fields(refused))).isInstanceOf(TrackingException.class);
    }
  }
}
