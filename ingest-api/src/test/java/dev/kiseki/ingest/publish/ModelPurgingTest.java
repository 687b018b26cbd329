package dev.kiseki.ingest.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.Header;
import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.id.LifecycleStage;
import dev.kiseki.event.id.LoggedModelStatus;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.id.RunStatus;
import dev.kiseki.event.map.KeyedMap;
import dev.kiseki.event.run.ModelProposal;
import dev.kiseki.event.run.RunEvent;
import dev.kiseki.ingest.publish.Purged.Outcome;
import dev.kiseki.store.document.ModelPart;
import dev.kiseki.store.document.RecentBatches;
import dev.kiseki.store.document.RunDocument;
import dev.kiseki.store.document.RunLinks;
import dev.kiseki.store.document.RunView;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ModelPurgingTest {
  private static final Header HEADER = Header.of("gc", 5);
  private static final RunId MODEL = new RunId("m-1");

  private final List<RunEvent> written = new ArrayList<>();

  private static RunView model(LifecycleStage stage, long deletedAt, long updatedAt) {
    return new RunView(
        new RunDocument(
            MODEL,
            new ExperimentId(0),
            "n",
            "",
            RunStatus.RUNNING,
            1,
            OptionalLong.of(updatedAt),
            "s3://b",
            stage,
            1,
            deletedAt,
            KeyedMap.empty(),
            KeyedMap.empty(),
            KeyedMap.empty(),
            RecentBatches.NONE,
            RunLinks.NONE,
            Optional.of(new ModelPart(LoggedModelStatus.READY, "", "", List.of())),
            1),
        stage);
  }

  private Purged purge(Optional<RunView> there, long deletedBefore, boolean dryRun) {
    RunWriter writer =
        event -> {
          written.add(event);
          return CompletableFuture.completedStage(Visibility.VISIBLE);
        };
    return new ModelPurging(id -> CompletableFuture.completedStage(there), writer)
        .purge(HEADER, List.of(MODEL), deletedBefore, dryRun)
        .toCompletableFuture()
        .join()
        .get(0);
  }

  @Test
  void whatIsOldEnoughIsProposed() {
    Optional<RunView> deleted = Optional.of(model(LifecycleStage.DELETED, 10, 10));
    assertThat(purge(deleted, 10, true)).isEqualTo(Purged.of(MODEL, Outcome.WOULD_BE_PURGED));
    assertThat(written).isEmpty();
    assertThat(purge(deleted, 10, false)).isEqualTo(Purged.of(MODEL, Outcome.PURGED));
    assertThat(written)
        .containsExactly(new RunEvent(HEADER, MODEL, new ModelProposal.PurgeModel(10)));
  }

  @Test
  void whatIsActiveOrYoungOrGoneLeavesNothingOnTheLog() {
    for (RunView young :
        List.of(model(LifecycleStage.DELETED, 11, 11), model(LifecycleStage.DELETED, 9, 11))) {
      Purged refused = purge(Optional.of(young), 10, false);
      assertThat(refused.outcome()).isEqualTo(Outcome.REFUSED);
      assertThat(refused.why().orElseThrow().code()).isEqualTo(ErrorCode.INVALID_PARAMETER_VALUE);
    }
    Purged active = purge(Optional.of(model(LifecycleStage.ACTIVE, 0, 1)), 10, false);
    assertThat(active.why().orElseThrow().code()).isEqualTo(ErrorCode.INVALID_STATE);
    assertThat(purge(Optional.empty(), 10, false).outcome()).isEqualTo(Outcome.GONE);
    assertThat(written).isEmpty();
  }
}
