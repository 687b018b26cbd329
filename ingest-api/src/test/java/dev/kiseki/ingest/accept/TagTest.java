package dev.kiseki.ingest.accept;

import static dev.kiseki.ingest.accept.Given.HEADER;
import static dev.kiseki.ingest.accept.Given.RUN;
import static dev.kiseki.ingest.accept.Given.fields;
import static dev.kiseki.ingest.accept.Given.invalid;
import static dev.kiseki.ingest.accept.Given.missing;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.KeyValue;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.run.MetricColumns;
import dev.kiseki.event.run.RunEvent;
import dev.kiseki.event.run.RunProposal.DeleteTag;
import dev.kiseki.event.run.RunProposal.LogBatch;
import dev.kiseki.event.run.RunProposal.Origin;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TagTest {
  private static RunEvent set(String key, String value) {
    String pair = "'key': '" + key + "', 'value': '" + value + "'}";
    return RunAcceptance.setTag(HEADER, fields("{'run_id': '" + RUN + "', " + pair));
  }

  @Test
  void aTagBecomesABatchOfOne() {
    assertThat(set("mlflow.note.content", "good"))
        .isEqualTo(
            new RunEvent(
                HEADER,
                new RunId(RUN),
                new LogBatch(
                    Origin.SET_TAG,
                    MetricColumns.EMPTY,
                    List.of(),
                    List.of(new KeyValue("mlflow.note.content", "good")))));
  }

  @Test
  void aValueIsCutAfter8000Characters() {
    LogBatch batch = (LogBatch) set("k", "v".repeat(8001)).proposal();

    assertThat(batch.tags()).containsExactly(new KeyValue("k", "v".repeat(8000)));
  }

  @Test
  void theKeyHasRules() {
    invalid(() -> set("k".repeat(251), ""), "'key' exceeds the maximum length of 250 characters");
    invalid(
        () -> set("a//b", ""),
        "Invalid value \"a//b\" for parameter 'key' supplied: Names may be treated as files in"
            + " certain cases, and must not resolve to other names when treated as such. This name"
            + " would resolve to 'a/b'");
  }

  @Test
  void fieldsOfASetAreMissedInMlflowsOrder() {
    missing(() -> RunAcceptance.setTag(HEADER, fields("{'key': 'k'}")), "run_id");
    missing(() -> RunAcceptance.setTag(HEADER, fields("{'run_id': 'r'}")), "key");
  }

  @Test
  void aTagToDeleteIsNamedAndNotJudged() {
    RunEvent event =
        RunAcceptance.deleteTag(HEADER, fields("{'run_id': '" + RUN + "', 'key': 'a#b'}"));

    assertThat(event.proposal()).isEqualTo(new DeleteTag("a#b"));
    missing(() -> RunAcceptance.deleteTag(HEADER, fields("{'key': 'k'}")), "run_id");
    missing(() -> RunAcceptance.deleteTag(HEADER, fields("{'run_id': 'r'}")), "key");
  }
}
