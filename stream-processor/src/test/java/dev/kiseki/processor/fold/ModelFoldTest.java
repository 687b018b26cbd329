package dev.kiseki.processor.fold;

import static dev.kiseki.processor.fold.ModelEvents.MODEL;
import static dev.kiseki.processor.fold.ModelEvents.point;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.KeyValue;
import dev.kiseki.event.Verdict;
import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.event.id.LifecycleStage;
import dev.kiseki.event.id.LoggedModelStatus;
import dev.kiseki.event.run.ModelProposal;
import dev.kiseki.event.run.ModelProposal.Point;
import dev.kiseki.event.run.RunEvent;
import dev.kiseki.event.run.RunProposal;
import dev.kiseki.store.document.LatestMetric;
import dev.kiseki.store.document.ModelPart;
import dev.kiseki.store.document.RunDocument;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelFoldTest {
  private static final String UNKNOWN = "Logged model with ID '" + MODEL + "' not found.";

  private static Replay after(RunEvent... events) {
    List<RunEvent> log = new ArrayList<>(List.of(ModelEvents.create()));
    log.addAll(List.of(events));
    return Replay.of(log);
  }

  private static RunDocument model(Replay replay) {
    return replay.runs.get(MODEL);
  }

  private static ModelPart part(Replay replay) {
    return model(replay).model().orElseThrow();
  }

  private static void refused(Replay replay, ErrorCode code, String message) {
    assertThat(replay.last()).isEqualTo(Verdict.rejected(code, message));
  }

  @Test
  void aNewModelIsPendingAndMadeWhenItsEventWasSent() {
    RunDocument model = model(after());

    assertThat(model.name()).isEqualTo("forest");
    assertThat(model.startTimeMillis()).isEqualTo(Events.SENT_AT);
    assertThat(model.endTimeMillis()).hasValue(Events.SENT_AT);
    assertThat(model.params().get("depth")).contains("3");
    assertThat(model.tags().get("t")).contains("v");
    assertThat(model.tags().containsKey("mlflow.runName")).isFalse();
    assertThat(model.model())
        .contains(
            new ModelPart(LoggedModelStatus.PENDING, "sklearn", Events.RUN.text(), List.of()));
  }

  @Test
  void theSameCreationAgainChangesNothing() {
    Replay replay = after(ModelEvents.finish(2_000, LoggedModelStatus.READY), ModelEvents.create());

    assertThat(replay.last()).isEqualTo(Verdict.APPLIED);
    assertThat(part(replay).status()).isEqualTo(LoggedModelStatus.READY);
  }

  @Test
  void aDeletedExperimentTakesNoModel() {
    Replay replay = Replay.of(List.of(Events.stage(true, 1), ModelEvents.create()));

    refused(
        replay,
        ErrorCode.INVALID_PARAMETER_VALUE,
        "The experiment 7 must be in the 'active' state. Current state is deleted.");
    assertThat(replay.runs).isEmpty();
  }

  @Test
  void everythingElseNeedsAModel() {
    for (RunEvent event :
        List.of(
            ModelEvents.finish(1, LoggedModelStatus.READY),
            ModelEvents.delete(1),
            ModelEvents.purge(Long.MAX_VALUE),
            ModelEvents.tags(new KeyValue("k", "v")),
            ModelEvents.of(new ModelProposal.DeleteModelTag("k")),
            ModelEvents.params(new KeyValue("k", "v")),
            ModelEvents.metrics("r", point("m", 1, 1, 1)))) {
      refused(Replay.of(List.of(event)), ErrorCode.RESOURCE_DOES_NOT_EXIST, UNKNOWN);
    }
  }

  @Test
  void aRunIsNoModelAndAModelNoRun() {
    RunEvent statusOfARun =
        Events.of(Events.RUN, new ModelProposal.SetStatus(LoggedModelStatus.READY));
    refused(
        Replay.of(List.of(Events.create(), statusOfARun)),
        ErrorCode.RESOURCE_DOES_NOT_EXIST,
        "Logged model with ID '" + Events.RUN + "' not found.");
    for (RunProposal proposal :
        List.of(
            new RunProposal.Delete(),
            new RunProposal.Restore(),
            new RunProposal.Purge(Long.MAX_VALUE),
            new RunProposal.DeleteTag("t"))) {
      refused(
          after(ModelEvents.delete(2), Events.of(MODEL, proposal)),
          ErrorCode.RESOURCE_DOES_NOT_EXIST,
          "Run with id=" + MODEL + " not found");
    }
  }

  @Test
  void aPurgedModelIsGoneAndTakesNothingMore() {
    Replay replay = after(ModelEvents.delete(2_000), ModelEvents.purge(2_000));
    assertThat(replay.last()).isEqualTo(Verdict.APPLIED);
    assertThat(replay.runs).isEmpty();

    for (RunEvent late :
        List.of(
            ModelEvents.metrics("r", point("m", 1, 1, 1)),
            ModelEvents.tags(new KeyValue("k", "v")),
            ModelEvents.purge(2_000))) {
      refused(
          after(ModelEvents.delete(2_000), ModelEvents.purge(2_000), late),
          ErrorCode.RESOURCE_DOES_NOT_EXIST,
          UNKNOWN);
    }
  }

  @Test
  void anActiveModelIsNeverPurgedAndAYoungOneNotYet() {
    Replay active = after(ModelEvents.purge(Long.MAX_VALUE));
    refused(
        active,
        ErrorCode.INVALID_STATE,
        "Logged model "
            + MODEL
            + " is not in `deleted` lifecycle stage. Only logged models in `deleted` lifecycle stage"
            + " can be deleted.");
    assertThat(model(active)).isNotNull();

    Replay young = after(ModelEvents.delete(2_000), ModelEvents.purge(1_999));
    refused(
        young,
        ErrorCode.INVALID_PARAMETER_VALUE,
        "Logged model "
            + MODEL
            + " is not older than the required age. Only logged models deleted at or before 1999 can"
            + " be deleted, and this one was deleted or updated at 2000 (epoch milliseconds).");

    Replay updated =
        after(
            ModelEvents.delete(2_000),
            ModelEvents.finish(3_000, LoggedModelStatus.READY),
            ModelEvents.purge(2_999));
    assertThat(updated.last()).isInstanceOf(Verdict.Rejected.class);
    assertThat(model(updated)).isNotNull();
  }

  @Test
  void aModelOutlivesItsRun() {
    Replay replay =
        Replay.of(
            List.of(
                Events.create(),
                ModelEvents.create(),
                Events.of(Events.RUN, new RunProposal.Delete()),
                Events.purge(Events.RUN, Long.MAX_VALUE)));
    assertThat(replay.last()).isEqualTo(Verdict.APPLIED);
    assertThat(replay.runs).containsOnlyKeys(MODEL);

    refused(
        Replay.of(
            List.of(
                Events.create(),
                Events.of(Events.RUN, new RunProposal.Delete()),
                Events.of(Events.RUN, new ModelProposal.PurgeModel(Long.MAX_VALUE)))),
        ErrorCode.RESOURCE_DOES_NOT_EXIST,
        "Logged model with ID '" + Events.RUN + "' not found.");
  }

  @Test
  void finishingMovesTheTimeOfTheLastUpdateAndTagsDoNot() {
    Replay replay =
        after(
            ModelEvents.finish(2_000, LoggedModelStatus.UPLOAD_FAILED),
            ModelEvents.of(3_000, new ModelProposal.SetTags(List.of(new KeyValue("a", "b")))));

    assertThat(part(replay).status()).isEqualTo(LoggedModelStatus.UPLOAD_FAILED);
    assertThat(model(replay).endTimeMillis()).hasValue(2_000);
  }

  @Test
  void aModelIsDeletedMoreThanOnceAndStillTakesWrites() {
    Replay replay =
        after(
            ModelEvents.delete(2_000),
            ModelEvents.delete(3_000),
            ModelEvents.tags(new KeyValue("k", "v")),
            ModelEvents.finish(4_000, LoggedModelStatus.READY));

    assertThat(replay.verdicts).containsOnly(Verdict.APPLIED);
    assertThat(model(replay).ownStage()).isEqualTo(LifecycleStage.DELETED);
    assertThat(model(replay).deletedAtMillis()).isEqualTo(2_000);
    assertThat(model(replay).tags().get("k")).contains("v");
    assertThat(part(replay).status()).isEqualTo(LoggedModelStatus.READY);
  }

  @Test
  void neitherItsExperimentNorItsRunTakesAModelAlong() {
    Replay replay = Replay.of(List.of(Events.create(), ModelEvents.create(), Events.delete()));
    var unused = replay.fold(Events.stage(true, 1), 3);

    assertThat(replay.stages.stageOf(model(replay))).isEqualTo(LifecycleStage.ACTIVE);
    assertThat(replay.stages.stageOf(replay.run())).isEqualTo(LifecycleStage.DELETED);
  }

  @Test
  void ofTagsTheLastStays() {
    Replay replay =
        after(
            ModelEvents.tags(
                new KeyValue("t", "1"), new KeyValue("t", "2"), new KeyValue("", "empty")));

    assertThat(model(replay).tags().get("t")).contains("2");
    assertThat(model(replay).tags().get("")).contains("empty");
  }

  @Test
  void aTagIsRemovedOnce() {
    RunEvent remove = ModelEvents.of(new ModelProposal.DeleteModelTag("t"));
    Replay replay = after(remove, remove);

    assertThat(model(replay).tags().containsKey("t")).isFalse();
    refused(
        replay,
        ErrorCode.RESOURCE_DOES_NOT_EXIST,
        "No tag with key 't' found for model with ID '" + MODEL + "'.");
  }

  @Test
  void aParamIsWrittenOnceAndMayBeRepeated() {
    Replay replay =
        after(
            ModelEvents.params(new KeyValue("lr", "0.1"), new KeyValue("depth", "3")),
            ModelEvents.params(new KeyValue("new", "1"), new KeyValue("lr", "0.2")));

    refused(
        replay,
        ErrorCode.BAD_REQUEST,
        "Changing param values is not allowed. Param with key='lr' was already logged with"
            + " value='0.1' for logged model ID='"
            + MODEL
            + "'. Attempted logging new value '0.2'.");
    assertThat(model(replay).params().get("lr")).contains("0.1");
    assertThat(model(replay).params().containsKey("new")).isFalse();
  }

  @Test
  void theLatestPointIsThatOfTheLatestTimestampThenStepThenTheSmallestRun() {
    Replay replay =
        after(
            ModelEvents.metrics("b", point("m", 1, 5, 1), point("m", 2, 4, 9)),
            ModelEvents.metrics("c", point("m", 3, 5, 1)));
    assertThat(latest(replay).value()).isEqualTo(1);

    var smaller = replay.fold(ModelEvents.metrics("a", point("m", 4, 5, 1)), 3);
    assertThat(smaller.verdict()).isEqualTo(Verdict.APPLIED);
    assertThat(latest(replay).value()).isEqualTo(4);

    var later = replay.fold(ModelEvents.metrics("z", point("m", 5, 5, 2)), 4);
    assertThat(later.verdict()).isEqualTo(Verdict.APPLIED);
    assertThat(latest(replay).value()).isEqualTo(5);
    assertThat(latest(replay).history().count()).isEqualTo(5);
    assertThat(latest(replay).history().max()).isEqualTo(5);
    assertThat(latest(replay).history().min()).isEqualTo(1);
  }

  private static LatestMetric latest(Replay replay) {
    return model(replay).metrics().get("m").orElseThrow();
  }

  @Test
  void aRepeatedPointIsOneAndOfTwoValuesTheLastStays() {
    Point point = point("m", 1, 5, 1);
    Replay replay =
        after(
            ModelEvents.metrics("r", point, point),
            ModelEvents.metrics("r", point),
            ModelEvents.metrics("other", point));
    assertThat(part(replay).points()).hasSize(2);
    assertThat(latest(replay).history().count()).isEqualTo(2);

    var unused = replay.fold(ModelEvents.metrics("r", new Point("m", -7, 5, 1, "d", "1")), 4);
    assertThat(part(replay).points())
        .containsExactly(
            new ModelPart.ModelPoint("m", -7, 5, 1, "r", "d", "1"),
            new ModelPart.ModelPoint("m", 1, 5, 1, "other", "", ""));
    assertThat(latest(replay).history().min()).isEqualTo(-7);
    assertThat(latest(replay).value()).isEqualTo(1);
  }

  @Test
  void nothingOfAModelGoesToTheHistoryStore() {
    Replay replay = after();
    Outcome outcome =
        replay.fold(ModelEvents.metrics("r", point("m", 1, 1, 1), point("m", 2, 2, 2)), 1);

    assertThat(outcome.history().size()).isZero();
  }

  @Test
  void aModelThatWouldBeTooLongIsRefused() {
    refused(
        after(ModelEvents.params(new KeyValue("k", "é".repeat(8 << 20)))),
        ErrorCode.INVALID_PARAMETER_VALUE,
        "Logged model with ID '"
            + MODEL
            + "' would hold too much: its params, its tags and its metrics' points may take 15 MiB"
            + " together.");
  }
}
