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

class PurgeRequestTest {
  @Test
  void eachRunCountsOnce() {
    assertThat(PurgeRequest.ofRuns(fields("{'run_ids': ['b', 'a', 'b'], 'deleted_before': '12'}")))
        .isEqualTo(new PurgeRequest(List.of(new RunId("b"), new RunId("a")), 12, false));
    assertThat(
            PurgeRequest.ofRuns(fields("{'run_ids': ['b'], 'deleted_before': 0, 'dry_run': true}"))
                .dryRun())
        .isTrue();
  }

  @Test
  void loggedModelsHaveAFieldOfTheirOwn() {
    assertThat(PurgeRequest.ofModels(fields("{'model_ids': ['m-1'], 'deleted_before': 7}")))
        .isEqualTo(new PurgeRequest(List.of(new RunId("m-1")), 7, false));
    assertThatThrownBy(
            () -> PurgeRequest.ofModels(fields("{'run_ids': ['m-1'], 'deleted_before': 7}")))
        .hasMessage("Parameter 'model_ids' must name 1 to 1000 logged models, and names 0.");
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
      assertThatThrownBy(() -> PurgeRequest.ofRuns(fields(refused)))
          .isInstanceOf(TrackingException.class);
    }
  }
}
