package dev.kiseki.ingest.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.kiseki.event.Verdict;
import dev.kiseki.event.catalog.CatalogEvent;
import dev.kiseki.event.catalog.CatalogFold.Outcome;
import dev.kiseki.event.catalog.CatalogProposal;
import dev.kiseki.event.catalog.CatalogProposal.CreateExperiment;
import dev.kiseki.event.catalog.CatalogProposal.DeleteExperiment;
import dev.kiseki.event.catalog.CatalogProposal.RestoreExperiment;
import dev.kiseki.event.catalog.CatalogState;
import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.id.ExperimentId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

final class LogCatalogWriterTest {
  private static final Duration WAIT = Duration.ofSeconds(2);
  private static final CatalogProposal CREATE =
      new CreateExperiment("n", "", List.of(), "mlflow-artifacts:");
  private static final CatalogProposal DELETE = new DeleteExperiment(new ExperimentId(7));
  private static final CatalogProposal RESTORE = new RestoreExperiment(new ExperimentId(7));

  private final ScriptedLog log = new ScriptedLog();
  private final ScriptedVerdicts verdicts = new ScriptedVerdicts();
  private final LogCatalogWriter writer =
      new LogCatalogWriter(
          log,
          verdicts,
          new PublishSettings(WAIT, Duration.ZERO),
          new PublishTimes(new SimpleMeterRegistry()));

  private Outcome write(CatalogProposal proposal) {
    return writer.write(proposal, "ada").toCompletableFuture().join();
  }

  private TrackingException refusal(CatalogProposal proposal) {
    CompletionException failure =
        catchThrowableOfType(CompletionException.class, () -> write(proposal));
    assertThat(failure).as("a refusal").isNotNull();
    assertThat(failure).hasCauseInstanceOf(TrackingException.class);
    return (TrackingException) failure.getCause();
  }

  private static Outcome outcome(Verdict verdict) {
    return new Outcome(CatalogState.genesis(), verdict, Optional.empty());
  }

  @Test
  void theOutcomeIsThatOfTheRecordItself() {
    Outcome applied = outcome(Verdict.APPLIED);
    verdicts.onCatalog.put(0L, applied);

    assertThat(write(CREATE)).isSameAs(applied);
    CatalogEvent event = (CatalogEvent) log.records.get(0);
    assertThat(event.proposal()).isEqualTo(CREATE);
    assertThat(event.header().sender()).isEqualTo("ada");
    assertThat(verdicts.waits).containsExactly(WAIT);
    assertThat(verdicts.told).isEmpty();
  }

  @Test
  void aRefusalFailsAsTheFoldSays() {
    verdicts.onCatalog.put(
        0L, outcome(Verdict.rejected(ErrorCode.RESOURCE_ALREADY_EXISTS, "taken")));

    TrackingException refusal = refusal(CREATE);

    assertThat(refusal.code()).isEqualTo(ErrorCode.RESOURCE_ALREADY_EXISTS);
    assertThat(refusal).hasMessage("taken");
  }

  @Test
  void anOutcomeThatIsLateIsUnknown() {
    assertThat(refusal(CREATE).code()).isEqualTo(ErrorCode.TEMPORARILY_UNAVAILABLE);
  }

  @Test
  void nothingIsAnsweredWithoutTheLog() {
    log.away = true;

    assertThat(refusal(CREATE).code()).isEqualTo(ErrorCode.TEMPORARILY_UNAVAILABLE);
    assertThat(verdicts.waits).isEmpty();
  }

  @Test
  void deleteAndRestoreWaitUntilRunsKnow() {
    verdicts.onCatalog.put(0L, outcome(Verdict.APPLIED));
    verdicts.onCatalog.put(1L, outcome(Verdict.APPLIED));

    write(DELETE);
    write(RESTORE);

    assertThat(verdicts.told).containsOnlyKeys(0L, 1L).containsValue(WAIT);
  }

  @Test
  void aRefusedDeleteDoesNotWaitForRuns() {
    verdicts.onCatalog.put(
        0L, outcome(Verdict.rejected(ErrorCode.RESOURCE_DOES_NOT_EXIST, "gone")));

    assertThat(refusal(DELETE)).hasMessage("gone");
    assertThat(verdicts.told).isEmpty();
  }

  @Test
  void runsThatLearnItLateDoNotFailTheDelete() {
    Outcome applied = outcome(Verdict.APPLIED);
    verdicts.onCatalog.put(0L, applied);
    verdicts.runsListen = false;

    assertThat(write(DELETE)).isSameAs(applied);
  }
}
