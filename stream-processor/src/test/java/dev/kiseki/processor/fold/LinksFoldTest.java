package dev.kiseki.processor.fold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.KeyValue;
import dev.kiseki.event.Verdict;
import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.run.Dataset;
import dev.kiseki.event.run.DatasetInput;
import dev.kiseki.event.run.LongText;
import dev.kiseki.event.run.ModelAtStep;
import dev.kiseki.event.run.RunEvent;
import dev.kiseki.event.run.RunProposal;
import dev.kiseki.store.document.DatasetUse;
import dev.kiseki.store.document.RunLinks;
import dev.kiseki.store.document.RunLinks.ModelOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LinksFoldTest {
  private static final RunId RUN = Events.RUN;

  private static Replay after(RunEvent... events) {
    List<RunEvent> log = new ArrayList<>(List.of(Events.create()));
    log.addAll(List.of(events));
    return Replay.of(log);
  }

  private static void assertRefused(Replay replay, ErrorCode code, String message) {
    assertThat(replay.last()).isInstanceOf(Verdict.Rejected.class);
    Verdict.Rejected refused = (Verdict.Rejected) replay.last();
    assertThat(refused.code()).isEqualTo(code);
    assertThat(refused.message()).contains(message);
  }

  @Test
  void usesStayInTheirOrderWithTheirFirstTags() {
    KeyValue train = Links.context("train");
    Replay replay =
        after(
            Links.inputs(RUN, Links.use("b", "1", "s", train), Links.use("a", "1", "s")),
            Links.inputs(RUN, Links.use("b", "1", "other", Links.context("test"))),
            Links.inputs(RUN, Links.use("b", "2", "s")));

    assertThat(replay.run().links().datasets())
        .containsExactly(
            new DatasetUse("b", "1", List.of(train)),
            new DatasetUse("a", "1", List.of()),
            new DatasetUse("b", "2", List.of()));
  }

  @Test
  void onlyNewUsesAreTold() {
    Replay replay = after(Links.inputs(RUN, Links.use("a", "1", "s")));
    DatasetInput fresh = Links.use("b", "1", "s");

    Outcome again = replay.fold(Links.inputs(RUN, Links.use("a", "1", "s2"), fresh), 2);

    assertThat(again.uses()).containsExactly(fresh);
  }

  @Test
  void nothingAtAllIsAccepted() {
    Replay replay = after(Links.inputs(RUN), Links.outputs(RUN));

    assertThat(replay.verdicts).containsOnly(Verdict.APPLIED);
    assertThat(replay.run().links()).isEqualTo(RunLinks.NONE);
    assertThat(replay.run().appliedOffset()).isEqualTo(2);
  }

  @Test
  void modelsAreThereOnceAndOutputsKeepTheirFirstStep() {
    Replay replay =
        after(
            Links.models(RUN, "m-2", "m-1", "m-2"),
            Links.models(RUN, "m-1", "m-3"),
            Links.outputs(RUN, new ModelAtStep("m-1", 4), new ModelAtStep("m-1", 5)),
            Links.outputs(RUN, new ModelAtStep("m-1", 6), new ModelAtStep("m-9", -1)));

    assertThat(replay.run().links().modelInputs()).containsExactly("m-2", "m-1", "m-3");
    assertThat(replay.run().links().modelOutputs())
        .containsExactly(new ModelOutput("m-1", 4), new ModelOutput("m-9", -1));
  }

  @Test
  void otherRecordsLeaveTheLinks() {
    Replay replay =
        after(Links.models(RUN, "m-1"), Events.tag("k", "v"), Events.metric("m", 1, 1, 1));

    assertThat(replay.run().links().modelInputs()).containsExactly("m-1");
  }

  @Test
  void unknownAndDeletedRunsAreRefused() {
    List<RunEvent> writes =
        List.of(
            Links.inputs(RUN), Links.outputs(RUN, new ModelAtStep("m", 0)), Links.model(RUN, "{}"));
    for (RunEvent write : writes) {
      assertRefused(
          Replay.of(List.of(write)),
          ErrorCode.RESOURCE_DOES_NOT_EXIST,
          "Run with id=" + RUN + " not found");
      assertRefused(
          after(Events.delete(), write),
          ErrorCode.INVALID_PARAMETER_VALUE,
          "must be in the 'active' state");
    }
  }

  @Test
  void entriesAreAppendedToTheModelHistory() {
    Replay replay =
        after(Links.model(RUN, "{\"a\": 1}"), Links.model(RUN, "{}"), Links.model(RUN, "{}"));

    assertThat(replay.run().tags().get("mlflow.log-model.history"))
        .contains("[{\"a\": 1}, {}, {}]");
  }

  @Test
  void aHistorySetByHandIsContinuedWhenItIsAList() {
    String tag = "mlflow.log-model.history";

    assertThat(after(Events.tag(tag, " [ ] "), Links.model(RUN, "{}")).run().tags().get(tag))
        .contains("[{}]");
    assertThat(after(Events.tag(tag, "[1]"), Links.model(RUN, "{}")).run().tags().get(tag))
        .contains("[1, {}]");
    for (String other : List.of("", "{}", "[", "garbage")) {
      Replay replay = after(Events.tag(tag, other), Links.model(RUN, "{}"));
      assertRefused(replay, ErrorCode.INVALID_PARAMETER_VALUE, "holds no JSON list");
      assertThat(replay.run().tags().get(tag)).contains(other);
    }
  }

  @Test
  void schemasAndProfilesOfARunMustFitIntoAnAnswer() {
    LongText long20 = LongText.of("x".repeat(20 << 20));
    List<RunEvent> log = new ArrayList<>();
    for (String name : List.of("a", "b", "c")) {
      log.add(
          Links.inputs(
              RUN,
              new DatasetInput(
                  new Dataset(name, "d", "t", "s", Optional.empty(), Optional.of(long20)),
                  List.of())));
    }
    Replay replay = after(log.toArray(RunEvent[]::new));

    assertRefused(replay, ErrorCode.INVALID_PARAMETER_VALUE, "may take 48 MiB together");
    assertThat(replay.run().links().datasets()).hasSize(2);
    assertThat(replay.fold(log.get(0), 9).verdict()).as("a repeat").isEqualTo(Verdict.APPLIED);
  }

  @Test
  void tooManyLinksAreRefused() {
    List<String> models = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      models.add("m".repeat(20_000) + i);
    }

    assertRefused(
        after(Events.of(RUN, new RunProposal.LogInputs(List.of(), models))),
        ErrorCode.INVALID_PARAMETER_VALUE,
        "would hold too much");
  }
}
