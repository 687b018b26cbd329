package dev.kiseki.ingest.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.Header;
import dev.kiseki.event.catalog.CatalogEvent;
import dev.kiseki.event.catalog.CatalogFold;
import dev.kiseki.event.catalog.CatalogProposal;
import dev.kiseki.event.catalog.CatalogState;
import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.id.LifecycleStage;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.id.RunStatus;
import dev.kiseki.event.map.KeyedMap;
import dev.kiseki.event.run.RunEvent;
import dev.kiseki.event.run.RunProposal;
import dev.kiseki.ingest.publish.Purged.Outcome;
import dev.kiseki.store.document.RunDocument;
import dev.kiseki.store.document.RunView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class RunPurgingTest {
  private static final Header HEADER = Header.of("gc", 5);
  private static final RunId RUN = new RunId("r");

  private final Map<RunId, RunView> runs = new HashMap<>();
  private final List<RunEvent> written = new ArrayList<>();
  private CompletionStage<Visibility> fate = CompletableFuture.completedStage(Visibility.VISIBLE);
  private CatalogState catalog = CatalogState.genesis();

  private void there(LifecycleStage own, long deletedAt, LifecycleStage stage) {
    runs.put(
        RUN,
        new RunView(
            new RunDocument(
                RUN,
                new ExperimentId(0),
                "n",
                "me",
                RunStatus.FINISHED,
                1,
                OptionalLong.empty(),
                "s3://b",
                own,
                1,
                deletedAt,
                KeyedMap.empty(),
                KeyedMap.empty(),
                KeyedMap.empty(),
                1),
            stage));
  }

  private Purged purge(long deletedBefore, boolean dryRun) {
    RunReader reader = id -> CompletableFuture.completedStage(Optional.ofNullable(runs.get(id)));
    return purge(reader, deletedBefore, dryRun);
  }

  private Purged purge(RunReader reader, long deletedBefore, boolean dryRun) {
    RunWriter writer =
        event -> {
          written.add(event);
          return fate;
        };
    CatalogView view =
        new CatalogView() {
          @Override
          public CompletionStage<CatalogState> current() {
            return CompletableFuture.completedStage(catalog);
          }

          @Override
          public CatalogState latest() {
            return catalog;
          }
        };
    List<Purged> results =
        new RunPurging(reader, writer, view)
            .purge(HEADER, List.of(RUN), deletedBefore, dryRun)
            .toCompletableFuture()
            .join();
    assertThat(results).hasSize(1);
    return results.get(0);
  }

  private static ErrorCode code(Purged purged) {
    return purged.why().orElseThrow().code();
  }

  @Test
  void whatIsOldEnoughIsProposedAndTheFoldDecides() {
    there(LifecycleStage.DELETED, 10, LifecycleStage.DELETED);
    assertThat(purge(10, false)).isEqualTo(Purged.of(RUN, Outcome.PURGED));
    assertThat(written).containsExactly(new RunEvent(HEADER, RUN, new RunProposal.Purge(10)));

    fate = CompletableFuture.failedStage(new TrackingException(ErrorCode.INVALID_STATE, "active"));
    assertThat(purge(10, false).outcome()).isEqualTo(Outcome.REFUSED);
    fate = CompletableFuture.failedStage(TrackingException.notFound("another was first"));
    assertThat(purge(10, false)).isEqualTo(Purged.of(RUN, Outcome.GONE));
    fate = CompletableFuture.failedStage(TrackingException.unavailable("not yet"));
    assertThat(purge(10, false).outcome()).isEqualTo(Outcome.UNKNOWN);
  }

  @Test
  void whatIsActiveOrYoungLeavesNothingOnTheLog() {
    there(LifecycleStage.DELETED, 11, LifecycleStage.DELETED);
    assertThat(code(purge(10, false))).isEqualTo(ErrorCode.INVALID_PARAMETER_VALUE);
    there(LifecycleStage.ACTIVE, 0, LifecycleStage.ACTIVE);
    assertThat(code(purge(10, false))).isEqualTo(ErrorCode.INVALID_STATE);
    runs.clear();
    assertThat(purge(10, false).outcome()).isEqualTo(Outcome.GONE);
    assertThat(written).isEmpty();
  }

  @Test
  void aRunOfADeletedExperimentIsAsYoungAsThatDeletion() {
    CatalogEvent deletion =
        new CatalogEvent(
            Header.of("", 20), new CatalogProposal.DeleteExperiment(new ExperimentId(0)));
    catalog = CatalogFold.apply(catalog, deletion, 3).next();
    there(LifecycleStage.ACTIVE, 0, LifecycleStage.DELETED);

    assertThat(purge(19, true).outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(purge(20, true).outcome()).isEqualTo(Outcome.WOULD_BE_PURGED);
    assertThat(written).isEmpty();
    assertThat(purge(20, false).outcome()).isEqualTo(Outcome.PURGED);
  }

  @Test
  void aRunThatCannotBeAskedForIsUnknownHoweverItFails() {
    assertThat(
            purge(
                    id -> {
                      throw TrackingException.unavailable("Kafka was never seen");
                    },
                    10,
                    false)
                .outcome())
        .isEqualTo(Outcome.UNKNOWN);
    RunReader away =
        id -> CompletableFuture.failedStage(TrackingException.unavailable("its owner is away"));
    assertThat(purge(away, 10, true).outcome()).isEqualTo(Outcome.UNKNOWN);
  }
}
