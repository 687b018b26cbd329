package dev.kiseki.ingest.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.kiseki.event.Header;
import dev.kiseki.event.KeyValue;
import dev.kiseki.event.Verdict;
import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.run.MetricColumns;
import dev.kiseki.event.run.RunEvent;
import dev.kiseki.event.run.RunProposal;
import dev.kiseki.event.run.RunProposal.LogBatch;
import dev.kiseki.event.run.RunProposal.Origin;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class LogRunWriterTest {
  private static final Duration USUAL = Duration.ofSeconds(2);
  private static final Duration STALLED = Duration.ofMillis(50);
  private static final MetricColumns POINT =
      new MetricColumns.Builder().add("m", 0, 1, 0.5).build();
  private static final List<KeyValue> PAIR = List.of(new KeyValue("k", "v"));
  private static final RunProposal METRIC =
      new LogBatch(Origin.LOG_METRIC, POINT, List.of(), List.of());
  private static final RunProposal PARAM =
      new LogBatch(Origin.LOG_PARAMETER, MetricColumns.EMPTY, PAIR, List.of());

  private final Set<String> full = new HashSet<>();
  private final ScriptedLog log = new ScriptedLog();
  private final ScriptedVerdicts verdicts = new ScriptedVerdicts();
  private final MeterRegistry registry = new SimpleMeterRegistry();
  private final LogRunWriter writer =
      new LogRunWriter(
          log,
          verdicts,
          run -> full.contains(run.text()),
          new PublishSettings(USUAL, STALLED),
          new PublishTimes(registry));

  private Visibility write(RunProposal proposal) {
    return writer.write(event(proposal)).toCompletableFuture().join();
  }

  private TrackingException refusal(RunProposal proposal) {
    CompletionException failure =
        catchThrowableOfType(CompletionException.class, () -> write(proposal));
    assertThat(failure).as("a refusal").isNotNull();
    assertThat(failure).hasCauseInstanceOf(TrackingException.class);
    return (TrackingException) failure.getCause();
  }

  private static RunEvent event(RunProposal proposal) {
    return new RunEvent(Header.of("test", 1), new RunId("r"), proposal);
  }

  static Stream<RunProposal> whatCanNotConflict() {
    return Stream.of(
        METRIC,
        new LogBatch(Origin.SET_TAG, MetricColumns.EMPTY, List.of(), PAIR),
        new LogBatch(Origin.LOG_BATCH, POINT, List.of(), PAIR),
        new RunProposal.Create(ExperimentId.DEFAULT, "n", "", 0, "mlflow-artifacts:/0/r", PAIR));
  }

  static Stream<RunProposal> whatCanConflict() {
    return Stream.of(
        PARAM,
        new LogBatch(Origin.LOG_BATCH, POINT, PAIR, PAIR),
        new RunProposal.Update(Optional.empty(), OptionalLong.of(1), Optional.empty()),
        new RunProposal.Delete(),
        new RunProposal.Restore(),
        new RunProposal.DeleteTag("k"));
  }

  static Stream<RunProposal> everything() {
    return Stream.concat(whatCanNotConflict(), whatCanConflict());
  }

  @ParameterizedTest
  @MethodSource("everything")
  void anAppliedWriteIsVisible(RunProposal proposal) {
    verdicts.onRuns.put(0L, Verdict.APPLIED);

    assertThat(write(proposal)).isEqualTo(Visibility.VISIBLE);
    assertThat(log.records).containsExactly(event(proposal));
  }

  @ParameterizedTest
  @MethodSource("everything")
  void aRefusedWriteFailsAsTheFoldSays(RunProposal proposal) {
    verdicts.onRuns.put(0L, Verdict.rejected(ErrorCode.RESOURCE_DOES_NOT_EXIST, "No such run"));

    TrackingException refusal = refusal(proposal);

    assertThat(refusal.code()).isEqualTo(ErrorCode.RESOURCE_DOES_NOT_EXIST);
    assertThat(refusal).hasMessage("No such run");
  }

  @ParameterizedTest
  @MethodSource("whatCanNotConflict")
  void aLateVerdictLeavesWhatCanNotConflictPending(RunProposal proposal) {
    assertThat(write(proposal)).isEqualTo(Visibility.PENDING);
    assertThat(log.records).hasSize(1);
  }

  @Test
  void aPendingWriteIsAnsweredAfterItsReadersKnowOfIt() {
    verdicts.readersKnow = new CompletableFuture<>();
    CompletableFuture<Visibility> answer = writer.write(event(METRIC)).toCompletableFuture();

    assertThat(verdicts.unseen).containsExactly(0L);
    assertThat(answer).isNotDone();
    verdicts.readersKnow.complete(null);
    assertThat(answer).isCompletedWithValue(Visibility.PENDING);
  }

  @Test
  void readersAreToldOfNothingElse() {
    verdicts.onRuns.put(0L, Verdict.APPLIED);
    write(METRIC);
    refusal(PARAM);

    assertThat(verdicts.unseen).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("whatCanConflict")
  void aLateVerdictFailsWhatCanConflict(RunProposal proposal) {
    assertThat(refusal(proposal).code()).isEqualTo(ErrorCode.TEMPORARILY_UNAVAILABLE);
    assertThat(log.records).hasSize(1);
  }

  @ParameterizedTest
  @MethodSource("everything")
  void nothingIsAnsweredWithoutTheLog(RunProposal proposal) {
    log.away = true;

    assertThat(refusal(proposal).code()).isEqualTo(ErrorCode.TEMPORARILY_UNAVAILABLE);
    assertThat(verdicts.waits).isEmpty();
  }

  static Stream<RunProposal> whatHoldsPoints() {
    return everything().filter(it -> it instanceof LogBatch batch && batch.metrics().size() > 0);
  }

  static Stream<RunProposal> whatHoldsNoPoints() {
    return everything()
        .filter(it -> !(it instanceof LogBatch batch) || batch.metrics().size() == 0);
  }

  @ParameterizedTest
  @MethodSource("whatHoldsPoints")
  void pointsAreRefusedBeforeAnythingIsAppendedWhileThereIsNoRoom(RunProposal proposal) {
    verdicts.onRuns.put(0L, Verdict.APPLIED);
    full.add("r");

    assertThat(refusal(proposal).code()).isEqualTo(ErrorCode.RESOURCE_EXHAUSTED);
    assertThat(log.records).isEmpty();

    full.clear();
    full.add("another");
    assertThat(write(proposal)).isEqualTo(Visibility.VISIBLE);
  }

  @ParameterizedTest
  @MethodSource("whatHoldsNoPoints")
  void theRestGoesOnWithoutRoomForPoints(RunProposal proposal) {
    verdicts.onRuns.put(0L, Verdict.APPLIED);
    full.add("r");

    assertThat(write(proposal)).isEqualTo(Visibility.VISIBLE);
    assertThat(log.records).hasSize(1);
  }

  @Test
  void whereNobodyKnowsOfRoomTheLogIsAsked() {
    LogRunWriter early =
        new LogRunWriter(
            log,
            verdicts,
            run -> {
              throw TrackingException.unavailable("never seen");
            },
            new PublishSettings(USUAL, STALLED),
            new PublishTimes(registry));
    verdicts.onRuns.put(0L, Verdict.APPLIED);

    assertThat(early.write(event(METRIC)).toCompletableFuture().join())
        .isEqualTo(Visibility.VISIBLE);
  }

  @Test
  void afterALateVerdictItsPartitionIsWaitedForShortlyUntilItAnswers() {
    verdicts.onRuns.put(2L, Verdict.APPLIED);

    write(METRIC); // late
    write(METRIC); // late again
    write(METRIC); // answered
    write(METRIC);

    assertThat(verdicts.waits).containsExactly(USUAL, STALLED, STALLED, USUAL);
  }

  @Test
  void aRefusalIsAnAnswerToo() {
    verdicts.onRuns.put(1L, Verdict.rejected(ErrorCode.INVALID_PARAMETER_VALUE, "changed"));

    write(METRIC);
    refusal(PARAM);
    write(METRIC);

    assertThat(verdicts.waits).containsExactly(USUAL, STALLED, USUAL);
  }

  private long counted(String outcome) {
    return registry.get("kiseki.publish").tag("outcome", outcome).timer().count();
  }

  @Test
  void everyWriteIsCountedByWhatBecameOfIt() {
    verdicts.onRuns.put(0L, Verdict.APPLIED);
    verdicts.onRuns.put(1L, Verdict.rejected(ErrorCode.INVALID_PARAMETER_VALUE, "changed"));
    write(METRIC); // visible
    refusal(PARAM); // refused by the fold
    write(METRIC); // late, pending
    refusal(PARAM); // late, and may conflict
    full.add("r");
    refusal(METRIC); // no room
    full.clear();
    log.away = true;
    refusal(METRIC);

    assertThat(counted("visible")).isEqualTo(1);
    assertThat(counted("refused")).isEqualTo(2);
    assertThat(counted("pending")).isEqualTo(1);
    assertThat(counted("failed")).isEqualTo(2);
  }
}
