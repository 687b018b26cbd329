package dev.kiseki.processor.fold;

import static dev.kiseki.event.fault.ErrorCode.INVALID_PARAMETER_VALUE;
import static dev.kiseki.event.fault.ErrorCode.INVALID_STATE;
import static dev.kiseki.event.fault.ErrorCode.RESOURCE_DOES_NOT_EXIST;
import static dev.kiseki.processor.fold.Events.RUN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.Header;
import dev.kiseki.event.KeyValue;
import dev.kiseki.event.Verdict;
import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.event.id.LifecycleStage;
import dev.kiseki.event.id.RunStatus;
import dev.kiseki.event.run.MetricColumns;
import dev.kiseki.event.run.RunEvent;
import dev.kiseki.event.run.RunProposal;
import dev.kiseki.event.run.RunProposal.Origin;
import dev.kiseki.store.document.LatestMetric;
import dev.kiseki.store.document.RunDocument;
import dev.kiseki.store.document.RunDocumentCodec;
import dev.kiseki.store.key.StageEntry;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RunFoldTest {

  static List<RunEvent> writes() {
    return List.of(
        Events.metric("m", 0, 1, 1),
        Events.param(Origin.LOG_PARAMETER, new KeyValue("a", "1")),
        Events.tag("t", "v"),
        Events.deleteTag("t"),
        Events.rename("x"),
        Events.param(Origin.LOG_BATCH));
  }

  @ParameterizedTest
  @MethodSource("writes")
  void everyWriteToAnUnknownRunIsNotFound(RunEvent write) {
    assertRefused(
        Replay.of(List.of(write)), RESOURCE_DOES_NOT_EXIST, "Run with id=" + RUN + " not found");
  }

  @ParameterizedTest
  @MethodSource("writes")
  void everyWriteToADeletedRunIsRefused(RunEvent write) {
    assertRefused(
        Replay.of(List.of(Events.create(), Events.delete(), write)),
        INVALID_PARAMETER_VALUE,
        "The run " + RUN + " must be in the 'active' state. Current state is deleted.");
  }

  @ParameterizedTest
  @MethodSource("writes")
  void everyWriteToARunOfADeletedExperimentIsRefused(RunEvent write) {
    assertRefused(
        Replay.of(List.of(Events.create(), Events.stage(true, 9), write)),
        INVALID_PARAMETER_VALUE,
        "The run " + RUN + " must be in the 'active' state. Current state is deleted.");
  }

  @ParameterizedTest
  @MethodSource("writes")
  void everyWriteToAPurgedRunIsNotFound(RunEvent write) {
    Replay log =
        Replay.of(List.of(Events.create(), Events.delete(), Events.purge(RUN, 1_000), write));

    assertThat(log.verdicts.get(2)).isEqualTo(Verdict.APPLIED);
    assertThat(log.runs).isEmpty();
    assertRefused(log, RESOURCE_DOES_NOT_EXIST, "Run with id=" + RUN + " not found");
  }

  @Test
  void anActiveRunIsNotPurged() {
    for (List<RunEvent> before :
        List.of(
            List.of(Events.create()),
            List.of(Events.create(), Events.delete(), Events.restore()),
            List.of(Events.create(), Events.stage(true, 3), Events.restore()))) {
      Replay log = Replay.of(before);
      log.fold(Events.purge(RUN, Long.MAX_VALUE), 9);

      assertThat(log.run()).isNotNull();
      assertRefused(
          log,
          INVALID_STATE,
          "Run "
              + RUN
              + " is not in `deleted` lifecycle stage. Only runs in `deleted` lifecycle stage can"
              + " be deleted.");
    }
  }

  @Test
  void aRunIsPurgedFromTheMomentOfItsDeletionOn() {
    Replay log = Replay.of(List.of(Events.create(), Events.delete(), Events.purge(RUN, 999)));

    assertThat(log.run()).isNotNull();
    assertRefused(
        log,
        INVALID_PARAMETER_VALUE,
        "Run "
            + RUN
            + " is not older than the required age. Only runs deleted at or before 999 can be"
            + " deleted, and this one was deleted at 1000 (epoch milliseconds).");
  }

  private static RunEvent at(long millis, RunEvent event) {
    return new RunEvent(Header.of("test", millis), event.run(), event.proposal());
  }

  @Test
  void withItsExperimentARunIsDeletedFromTheMarkerOn() {
    Replay log =
        Replay.of(
            List.of(
                at(5, Events.create()),
                at(7, Events.delete()),
                at(20, Events.stage(true, 3)),
                Events.purge(RUN, 19)));
    assertThat(log.last()).isInstanceOf(Verdict.Rejected.class);

    log.fold(Events.purge(RUN, 20), 4);
    assertThat(log.last()).isEqualTo(Verdict.APPLIED);
    assertThat(log.runs).isEmpty();
  }

  @Test
  void aRunDeletedAfterItsExperimentWasRestoredCountsFromItsOwnDeletion() {
    Replay log =
        Replay.of(
            List.of(
                at(5, Events.create()),
                at(20, Events.stage(true, 3)),
                at(21, Events.stage(false, 4)),
                at(30, Events.delete()),
                Events.purge(RUN, 29)));
    assertThat(log.last()).isInstanceOf(Verdict.Rejected.class);

    log.fold(Events.purge(RUN, 30), 5);
    assertThat(log.last()).isEqualTo(Verdict.APPLIED);
  }

  @Test
  void withoutTheTimeOfTheMarkerNoRunOfTheExperimentIsOldEnough() {
    Replay log = Replay.of(List.of(Events.create()));
    log.stages = log.stages.with(Events.EXPERIMENT, new StageEntry(true, 1, 3, StageEntry.UNKNOWN));
    log.fold(Events.purge(RUN, 1_700_000_000_000L), 2);

    assertThat(((Verdict.Rejected) log.last()).message()).contains("not known here");
    assertThat(log.run()).isNotNull();
  }

  @Test
  void aPurgeOfNoRunIsNotFound() {
    assertRefused(
        Replay.of(List.of(Events.purge(RUN, 1_000))),
        RESOURCE_DOES_NOT_EXIST,
        "Run with id=" + RUN + " not found");
  }

  @Test
  void aNewRunIsRunningAndHoldsItsTags() {
    Replay log = Replay.of(List.of(Events.create()));

    assertThat(log.last()).isEqualTo(Verdict.APPLIED);
    assertThat(log.run().status()).isEqualTo(RunStatus.RUNNING);
    assertThat(log.run().endTimeMillis()).isEmpty();
    assertThat(log.run().tags().get("mlflow.runName")).contains("first");
    assertThat(log.stages.stageOf(log.run())).isEqualTo(LifecycleStage.ACTIVE);
  }

  @Test
  void aProposalToCreateThatStandsOnTheLogTwiceIsAppliedOnce() {
    Replay log = Replay.of(List.of(Events.create(), Events.rename("second"), Events.create()));

    assertThat(log.last()).isEqualTo(Verdict.APPLIED);
    assertThat(log.run().name()).isEqualTo("second");
  }

  @Test
  void noRunIsCreatedInADeletedExperiment() {
    Replay log = Replay.of(List.of(Events.stage(true, 3), Events.create()));

    assertRefused(
        log,
        INVALID_PARAMETER_VALUE,
        "The experiment 7 must be in the 'active' state. Current state is deleted.");
    assertThat(log.runs).isEmpty();
    assertThat(
            Replay.of(List.of(Events.stage(true, 3), Events.stage(false, 4), Events.create()))
                .last())
        .isEqualTo(Verdict.APPLIED);
  }

  @Test
  void aParamKeepsItsFirstValueAndSaysSoInTheWordsOfItsRequest() {
    RunEvent first =
        Events.param(Origin.LOG_BATCH, new KeyValue("a", "1"), new KeyValue("q", "it's"));
    Replay single =
        Replay.of(
            List.of(
                Events.create(),
                first,
                Events.param(Origin.LOG_PARAMETER, new KeyValue("a", "1")),
                Events.param(Origin.LOG_PARAMETER, new KeyValue("a", "2"))));
    assertThat(single.verdicts.get(2)).isEqualTo(Verdict.APPLIED);
    assertRefused(
        single,
        INVALID_PARAMETER_VALUE,
        "Changing param values is not allowed. Param with key='a' was already logged with value='1' for run ID='"
            + RUN
            + "'. Attempted logging new value '2'.");

    Replay batch =
        Replay.of(
            List.of(
                Events.create(),
                first,
                Events.param(
                    Origin.LOG_BATCH,
                    new KeyValue("a", "2"),
                    new KeyValue("new", "x"),
                    new KeyValue("q", "é\n\"'"))));
    assertRefused(
        batch,
        INVALID_PARAMETER_VALUE,
        "Changing param values is not allowed. Params were already logged='[{'key': 'a', 'old_value': '1', 'new_value': '2'}, {'key': 'q', 'old_value': \"it's\", 'new_value': 'é\\n\"\\''}]' for run ID='"
            + RUN
            + "'.");
    assertThat(batch.run().params().containsKey("new")).isFalse();
  }

  @Test
  void nothingOfABatchWithAConflictIsStored() {
    RunEvent batch =
        Events.of(
            RUN,
            new RunProposal.LogBatch(
                Origin.LOG_BATCH,
                new MetricColumns.Builder().add("m", 1, 1, 1).build(),
                List.of(new KeyValue("a", "2")),
                List.of(new KeyValue("t", "v"))));
    Replay log =
        Replay.of(
            List.of(
                Events.create(), Events.param(Origin.LOG_BATCH, new KeyValue("a", "1")), batch));

    assertThat(log.last()).isInstanceOf(Verdict.Rejected.class);
    assertThat(log.run().metrics().isEmpty()).isTrue();
    assertThat(log.run().tags().containsKey("t")).isFalse();
    assertThat(log.run().appliedOffset()).isEqualTo(1);
  }

  @Test
  void nameAndTagFollowEachOther() {
    assertThat(
            Replay.of(List.of(Events.create(), Events.rename("b")))
                .run()
                .tags()
                .get(RunFold.RUN_NAME))
        .contains("b");
    assertThat(Replay.of(List.of(Events.create(), Events.tag(RunFold.RUN_NAME, "c"))).run().name())
        .isEqualTo("c");
    Replay empty = Replay.of(List.of(Events.create(), Events.tag(RunFold.RUN_NAME, "")));
    assertThat(empty.run().name()).isEqualTo("first");
    assertThat(empty.run().tags().get(RunFold.RUN_NAME)).contains("first");
    Replay untagged = Replay.of(List.of(Events.create(), Events.deleteTag(RunFold.RUN_NAME)));
    assertThat(untagged.run().name()).isEqualTo("first");
    assertThat(untagged.run().tags().containsKey(RunFold.RUN_NAME)).isFalse();
  }

  @Test
  void aTagThatIsMissingCannotBeDeleted() {
    assertRefused(
        Replay.of(List.of(Events.create(), Events.deleteTag("k"))),
        RESOURCE_DOES_NOT_EXIST,
        "No tag with name: k in run with id " + RUN);
  }

  @Test
  void deleteAndRestoreMayBeRepeated() {
    Replay deleted = Replay.of(List.of(Events.create(), Events.delete(), Events.delete()));
    assertThat(deleted.last()).isEqualTo(Verdict.APPLIED);
    assertThat(deleted.run().deletedAtMillis()).isEqualTo(1_000);
    Replay restored =
        Replay.of(List.of(Events.create(), Events.delete(), Events.restore(), Events.restore()));
    assertThat(restored.last()).isEqualTo(Verdict.APPLIED);
    assertThat(restored.run().ownStage()).isEqualTo(LifecycleStage.ACTIVE);
    assertThat(restored.run().deletedAtMillis()).isZero();
    assertRefused(
        Replay.of(List.of(Events.restore())),
        RESOURCE_DOES_NOT_EXIST,
        "Run with id=" + RUN + " not found");
  }

  @Test
  void restoringAnExperimentRevivesRunsDeletedBefore() {
    Replay log =
        Replay.of(
            List.of(
                Events.create(), Events.delete(), Events.stage(true, 3), Events.stage(false, 4)));
    assertThat(log.stages.stageOf(log.run())).isEqualTo(LifecycleStage.ACTIVE);
  }

  @Test
  void aRunMayBeRestoredInsideADeletedExperiment() {
    Replay log =
        Replay.of(
            List.of(
                Events.create(),
                Events.stage(true, 3),
                Events.restore(),
                Events.metric("m", 1, 1, 1)));
    assertThat(log.last()).isEqualTo(Verdict.APPLIED);
  }

  @Test
  void aMarkerThatIsNotNewerIsSkipped() {
    Replay log =
        Replay.of(List.of(Events.stage(true, 5), Events.stage(false, 6), Events.stage(true, 5)));
    assertThat(log.stages.deleted(Events.EXPERIMENT)).isFalse();
    assertThat(log.stages.catalogOffset()).isEqualTo(6);
  }

  @Test
  void endTimeSurvivesAReturnToRunning() {
    Replay log =
        Replay.of(
            List.of(
                Events.create(),
                Events.end(RUN, RunStatus.FINISHED, 77),
                Events.of(
                    RUN,
                    new RunProposal.Update(
                        java.util.Optional.of(RunStatus.RUNNING),
                        OptionalLong.empty(),
                        java.util.Optional.empty()))));
    assertThat(log.run().status()).isEqualTo(RunStatus.RUNNING);
    assertThat(log.run().endTimeMillis()).hasValue(77);
  }

  @Test
  void theFirstOfNanAndZeroStays() {
    Replay nan =
        Replay.of(
            List.of(
                Events.create(),
                Events.metric("m", 1, 1, -5),
                Events.metric("m", 1, 1, Double.NaN),
                Events.metric("m", 1, 1, 0)));
    assertThat(latest(nan)).isEqualTo(new LatestMetric(Double.NaN, 1, 1));
    Replay beaten =
        Replay.of(
            List.of(
                Events.create(),
                Events.metric("m", 1, 1, Double.NaN),
                Events.metric("m", 1, 1, 1)));
    assertThat(latest(beaten)).isEqualTo(new LatestMetric(1, 1, 1));
  }

  private static LatestMetric latest(Replay log) {
    LatestMetric metric = log.run().metrics().get("m").orElseThrow();
    return new LatestMetric(metric.value(), metric.timestamp(), metric.step());
  }

  private static void assertRefused(Replay log, ErrorCode code, String message) {
    assertThat(log.last()).isEqualTo(Verdict.rejected(code, message));
  }

  @Test
  void aRunThatWouldNotFitIntoTheChangelogIsRefusedWhatMakesItLonger() {
    RunDocument run =
        RunFold.apply(Optional.empty(), ExperimentStages.NONE, Events.create(), 0)
            .document()
            .orElseThrow();
    Optional<RunDocument> state = Optional.of(run);
    Outcome outcome;
    int batches = 0;
    do {
      MetricColumns.Builder points = new MetricColumns.Builder();
      for (int i = 0; i < 1_000; i++) {
        points.add("k".repeat(50) + batches + "/" + i, 1, 1, i);
      }
      outcome =
          RunFold.apply(
              state, ExperimentStages.NONE, Events.metrics(Events.RUN, points.build()), ++batches);
      if (outcome.verdict() == Verdict.APPLIED) {
        state = outcome.document();
      }
    } while (outcome.verdict() == Verdict.APPLIED);

    assertThat(batches).isBetween(60, 90);
    assertThat(outcome.document()).isEqualTo(state);
    Verdict.Rejected rejected = (Verdict.Rejected) outcome.verdict();
    assertThat(rejected.code()).isEqualTo(ErrorCode.INVALID_PARAMETER_VALUE);
    assertThat(rejected.message()).contains("15 MiB");
    assertThat(RunDocumentCodec.encode(state.orElseThrow()).length).isLessThan(16 << 20);
    // What is there goes on.
    String known = "k".repeat(50) + "0/7";
    outcome =
        RunFold.apply(state, ExperimentStages.NONE, Events.metric(known, 2, 2, 0.5), batches + 1);
    assertThat(outcome.verdict()).isEqualTo(Verdict.APPLIED);
  }
}
