package dev.kiseki.event.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.Header;
import dev.kiseki.event.KeyValue;
import dev.kiseki.event.Verdict;
import dev.kiseki.event.catalog.CatalogProposal.CreateExperiment;
import dev.kiseki.event.catalog.CatalogProposal.DeleteExperiment;
import dev.kiseki.event.catalog.CatalogProposal.DeleteExperimentTag;
import dev.kiseki.event.catalog.CatalogProposal.RenameExperiment;
import dev.kiseki.event.catalog.CatalogProposal.RestoreExperiment;
import dev.kiseki.event.catalog.CatalogProposal.SetExperimentTag;
import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.id.LifecycleStage;
import java.util.List;
import org.junit.jupiter.api.Test;

class CatalogFoldTest {
  private CatalogState state = CatalogState.genesis();
  private long offset = -1;

  private Verdict apply(CatalogProposal proposal) {
    offset++;
    var outcome =
        CatalogFold.apply(
            state, new CatalogEvent(Header.of("test", 1000 + offset), proposal), offset);
    state = outcome.next();
    return outcome.verdict();
  }

  private Verdict create(String name) {
    return apply(new CreateExperiment(name, "", List.of(), "mlflow-artifacts:"));
  }

  private Experiment named(String name) {
    return state.experimentNamed(name).orElseThrow();
  }

  @Test
  void beginsWithTheDefaultExperiment() {
    assertThat(named("Default").id()).isEqualTo(ExperimentId.DEFAULT);
    assertThat(named("Default").artifactLocation()).isEqualTo("mlflow-artifacts:/0");
  }

  @Test
  void numbersExperimentsFromOneAndGivesThemTheDefaultLocation() {
    assertThat(create("a")).isEqualTo(Verdict.APPLIED);
    assertThat(create("b")).isEqualTo(Verdict.APPLIED);
    assertThat(named("b").id()).isEqualTo(new ExperimentId(2));
    assertThat(named("b").artifactLocation()).isEqualTo("mlflow-artifacts:/2");
    assertThat(named("b").creationTimeMillis()).isEqualTo(1001);
    assertThat(named("b").lastUpdateTimeMillis()).isEqualTo(1001);
  }

  @Test
  void aTakenNameIsRefusedEvenWhenItsHolderIsDeletedAndUsesNoNumber() {
    create("a");
    apply(new DeleteExperiment(new ExperimentId(1)));
    assertThat(create("a"))
        .isEqualTo(
            Verdict.rejected(
                ErrorCode.RESOURCE_ALREADY_EXISTS, "Experiment(name=a) already exists."));
    create("b");
    assertThat(named("b").id()).isEqualTo(new ExperimentId(2));
  }

  @Test
  void deletingTwiceAndRestoringAnActiveOneAreUnknown() {
    create("a");
    Verdict unknown =
        Verdict.rejected(ErrorCode.RESOURCE_DOES_NOT_EXIST, "No Experiment with id=1 exists");
    assertThat(apply(new RestoreExperiment(new ExperimentId(1)))).isEqualTo(unknown);
    assertThat(apply(new DeleteExperiment(new ExperimentId(1)))).isEqualTo(Verdict.APPLIED);
    assertThat(named("a").stage()).isEqualTo(LifecycleStage.DELETED);
    assertThat(named("a").stageOffset()).isEqualTo(offset);
    assertThat(named("a").lastUpdateTimeMillis()).isEqualTo(1000 + offset);
    assertThat(apply(new DeleteExperiment(new ExperimentId(1)))).isEqualTo(unknown);
  }

  @Test
  void renamingFreesTheOldNameAndKeepsTheRules() {
    create("a");
    create("b");
    assertThat(apply(new RenameExperiment(new ExperimentId(1), "b")))
        .isEqualTo(
            Verdict.rejected(
                ErrorCode.RESOURCE_ALREADY_EXISTS, "Experiment(name=b) already exists."));
    assertThat(apply(new RenameExperiment(new ExperimentId(1), "c"))).isEqualTo(Verdict.APPLIED);
    assertThat(state.experimentNamed("a")).isEmpty();
    assertThat(named("c").lastUpdateTimeMillis()).isEqualTo(1000 + offset);
    assertThat(apply(new RenameExperiment(new ExperimentId(1), "c"))).isEqualTo(Verdict.APPLIED);
    assertThat(create("a")).isEqualTo(Verdict.APPLIED);
    apply(new DeleteExperiment(new ExperimentId(2)));
    assertThat(apply(new RenameExperiment(new ExperimentId(2), "d")))
        .isEqualTo(
            Verdict.rejected(ErrorCode.INVALID_STATE, "Cannot rename a non-active experiment."));
  }

  @Test
  void tagsDoNotMoveTheUpdateTimeAndAreRefusedOnADeletedExperiment() {
    apply(
        new CreateExperiment(
            "a", "s3://b/x", List.of(new KeyValue("k", "1")), "mlflow-artifacts:"));
    assertThat(named("a").artifactLocation()).isEqualTo("s3://b/x");
    apply(new SetExperimentTag(new ExperimentId(1), "k", "2"));
    assertThat(named("a").tags().get("k")).contains("2");
    assertThat(named("a").lastUpdateTimeMillis()).isEqualTo(1000);
    assertThat(apply(new DeleteExperimentTag(new ExperimentId(1), "k"))).isEqualTo(Verdict.APPLIED);
    assertThat(apply(new DeleteExperimentTag(new ExperimentId(1), "k")))
        .isEqualTo(
            Verdict.rejected(
                ErrorCode.RESOURCE_DOES_NOT_EXIST, "No tag with name: k in experiment with id 1"));
    apply(new DeleteExperiment(new ExperimentId(1)));
    assertThat(apply(new SetExperimentTag(new ExperimentId(1), "k", "3")))
        .isEqualTo(
            Verdict.rejected(
                ErrorCode.INVALID_PARAMETER_VALUE,
                "The experiment 1 must be in the 'active' state. Current state is deleted."));
  }

  @Test
  void atMostFiftyCustomViewsFitButOneCanBeOverwritten() {
    create("a");
    for (int view = 0; view < 50; view++) {
      assertThat(
              apply(new SetExperimentTag(new ExperimentId(1), "mlflow.customView.view" + view, "")))
          .isEqualTo(Verdict.APPLIED);
    }
    assertThat(apply(new SetExperimentTag(new ExperimentId(1), "mlflow.customView.view50", "")))
        .isInstanceOf(Verdict.Rejected.class);
    assertThat(apply(new SetExperimentTag(new ExperimentId(1), "mlflow.customView.view7", "x")))
        .isEqualTo(Verdict.APPLIED);
  }
}
