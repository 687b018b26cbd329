package dev.kiseki.ingest.accept;

import static dev.kiseki.ingest.accept.Given.HEADER;
import static dev.kiseki.ingest.accept.Given.RUN;
import static dev.kiseki.ingest.accept.Given.fields;
import static dev.kiseki.ingest.accept.Given.invalid;
import static dev.kiseki.ingest.accept.Given.missing;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.id.RunId;
import dev.kiseki.event.id.RunStatus;
import dev.kiseki.event.run.RunEvent;
import dev.kiseki.event.run.RunProposal.Delete;
import dev.kiseki.event.run.RunProposal.Restore;
import dev.kiseki.event.run.RunProposal.Update;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Update, delete and restore of a run. */
final class RunLifeTest {
  private static final Update NOTHING =
      new Update(Optional.empty(), OptionalLong.empty(), Optional.empty());

  private static Update update(String more) {
    RunEvent event = RunAcceptance.update(HEADER, fields("{'run_id': '" + RUN + "'" + more + "}"));
    assertThat(event.run()).isEqualTo(new RunId(RUN));
    return (Update) event.proposal();
  }

  @Test
  void anUpdateHoldsOnlyWhatIsThere() {
    assertThat(update("")).isEqualTo(NOTHING);
    assertThat(update(", 'status': 'FINISHED', 'end_time': 0, 'run_name': 'new'"))
        .isEqualTo(
            new Update(Optional.of(RunStatus.FINISHED), OptionalLong.of(0), Optional.of("new")));
  }

  @Test
  void anEmptyNameChangesNothing() {
    assertThat(update(", 'run_name': ''")).isEqualTo(NOTHING);
  }

  @ParameterizedTest
  @EnumSource(RunStatus.class)
  void aStatusMayBeANameOrANumber(RunStatus status) {
    assertThat(update(", 'status': '" + status + "'").status()).contains(status);
    assertThat(update(", 'status': " + status.number()).status()).contains(status);
  }

  @ParameterizedTest
  @CsvSource({"'finished'", "'DONE'"})
  void anUnknownStatusNameChangesNothing(String name) {
    assertThat(update(", 'status': '" + name + "'")).isEqualTo(NOTHING);
  }

  @Test
  void anUnknownStatusNumberIsRefused() {
    invalid(
        () -> update(", 'status': 9"),
        "Invalid value 9 for parameter 'status' supplied:  Hint: Value was of type 'int'. See the"
            + " API docs for more information about request parameters.");
  }

  @Test
  void anUpdateUnderstandsTheOldNameOfTheRunId() {
    assertThat(RunAcceptance.update(HEADER, fields("{'run_uuid': 'r'}")).run())
        .isEqualTo(new RunId("r"));
  }

  @Test
  void deleteAndRestoreNameOneRun() {
    RunId run = new RunId(RUN);

    assertThat(RunAcceptance.delete(HEADER, fields("{'run_id': '" + RUN + "'}")))
        .isEqualTo(new RunEvent(HEADER, run, new Delete()));
    assertThat(RunAcceptance.restore(HEADER, fields("{'run_id': '" + RUN + "'}")))
        .isEqualTo(new RunEvent(HEADER, run, new Restore()));
  }

  @Test
  void withoutARunNothingHappens() {
    missing(() -> RunAcceptance.update(HEADER, fields("{}")), "run_id");
    missing(() -> RunAcceptance.delete(HEADER, fields("{'run_uuid': 'r'}")), "run_id");
    missing(() -> RunAcceptance.restore(HEADER, fields("{'run_id': ''}")), "run_id");
  }
}
