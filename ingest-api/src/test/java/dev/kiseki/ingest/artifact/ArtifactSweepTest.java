package dev.kiseki.ingest.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.id.LifecycleStage;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.id.RunStatus;
import dev.kiseki.event.map.KeyedMap;
import dev.kiseki.ingest.publish.ModelReader;
import dev.kiseki.ingest.publish.RunReader;
import dev.kiseki.store.document.RunDocument;
import dev.kiseki.store.document.RunView;
import dev.kiseki.transport.s3.BodyChecksum;
import io.minio.MinioAsyncClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ArtifactSweepTest {
  @TempDir static Path folder;
  private static S3Child s3;
  private static ArtifactServer server;

  private final Set<String> known = new HashSet<>();
  private ObjectStore store;

  @BeforeAll
  static void start() throws Exception {
    s3 = S3Child.start(folder);
    server = new ArtifactServer(s3.endpoint(), Map.of());
    server.awaitReady();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
    s3.close();
  }

  @BeforeEach
  void empty() {
    store =
        new ObjectStore(
            server.bean(MinioAsyncClient.class), ArtifactServer.BUCKET, server.ledger::removed);
    store.removal().below("").join();
  }

  private final RunReader runs =
      id ->
          CompletableFuture.completedFuture(
              known.contains(id.text()) ? Optional.of(view(id)) : Optional.empty());

  private final ModelReader models = runs::run;

  private void put(String key) {
    byte[] data = {1};
    store.put(key, data, 1, BodyChecksum.of(data, 1)).join();
  }

  private static String run(int n) {
    return "%032x".formatted(n);
  }

  private List<String> keys() {
    return store.filesAfter("", "").join().found().stream().map(ObjectStore.Found::key).toList();
  }

  private ArtifactSweep.Swept sweep(Duration longest, boolean dryRun, Optional<String> after)
      throws Exception {
    Instant soon = Instant.now().plusSeconds(5);
    return new ArtifactSweep(store, runs, models, longest)
        .sweep(new ArtifactSweep.Question(soon, dryRun, after));
  }

  @Test
  void piecewiseItRemovesTheSameAndNothingElse() throws Exception {
    List<String> kept = new ArrayList<>();
    Set<String> orphans = new HashSet<>();
    Set<String> orphanModels = new HashSet<>();
    for (int experiment : new int[] {1, 10, 2, 21}) {
      for (int n = 0; n < 5; n++) {
        String id = run(experiment * 100 + n);
        String file = experiment + "/" + id + "/artifacts/deep/a b.txt";
        put(file);
        put(experiment + "/" + id + "/artifacts/z.txt");
        if (n % 2 == 0) {
          known.add(id);
          kept.add(file);
          kept.add(experiment + "/" + id + "/artifacts/z.txt");
        } else {
          orphans.add(id);
        }
      }
      for (int n = 0; n < 4; n++) {
        String id = "m-" + run(experiment * 100 + n);
        String file = experiment + "/models/" + id + "/artifacts/MLmodel";
        put(file);
        if (n % 2 == 0) {
          known.add(id);
          kept.add(file);
        } else {
          orphanModels.add(id);
        }
      }
      put(experiment + "/models/m-1/artifacts/kept");
      put(experiment + "/plain-file");
      kept.add(experiment + "/models/m-1/artifacts/kept");
      kept.add(experiment + "/plain-file");
    }
    put("custom/" + run(1) + "/artifacts/kept");
    put("top");
    kept.add("custom/" + run(1) + "/artifacts/kept");
    kept.add("top");

    ArtifactSweep.Swept would = sweep(Duration.ofMinutes(1), true, Optional.empty());
    assertThat(would.files()).isEqualTo(2L * orphans.size() + orphanModels.size());
    assertThat(would.next()).isEmpty();

    Set<String> swept = new HashSet<>();
    Set<String> sweptModels = new HashSet<>();
    Optional<String> token = Optional.empty();
    int calls = 0;
    do {
      ArtifactSweep.Swept piece = sweep(Duration.ZERO, false, token);
      piece.models().forEach(model -> assertThat(sweptModels.add(model)).as(model).isTrue());
      piece.runs().forEach(run -> assertThat(swept.add(run)).as(run).isTrue());
      token = piece.next();
      calls++;
    } while (token.isPresent());
    assertThat(calls).as("two pieces for each experiment, and a last one").isEqualTo(9);
    assertThat(swept).isEqualTo(orphans);
    assertThat(sweptModels).isEqualTo(orphanModels);
    assertThat(keys()).containsExactlyInAnyOrderElementsOf(kept);
  }

  @Test
  void whatIsYoungStays() throws Exception {
    put("1/" + run(1) + "/artifacts/a");
    Instant before = Instant.now().minusSeconds(60);
    ArtifactSweep.Swept swept =
        new ArtifactSweep(store, runs, models)
            .sweep(new ArtifactSweep.Question(before, false, Optional.empty()));
    assertThat(swept.files()).isZero();
    assertThat(swept.runs()).isEmpty();
    assertThat(keys()).hasSize(1);
  }

  @Test
  void anOwnerThatCannotBeAskedIsNoAnswer() {
    put("1/" + run(1) + "/artifacts/a");
    RunReader away =
        id -> CompletableFuture.failedFuture(TrackingException.unavailable("the owner is away"));
    ArtifactSweep sweep = new ArtifactSweep(store, away, models);
    assertThatThrownBy(
            () ->
                sweep.sweep(
                    new ArtifactSweep.Question(
                        Instant.now().plusSeconds(5), false, Optional.empty())))
        .hasMessageContaining("the owner is away");
    assertThat(keys()).hasSize(1);
  }

  private static RunView view(RunId id) {
    return new RunView(
        new RunDocument(
            id,
            new ExperimentId(0),
            "n",
            "me",
            RunStatus.FINISHED,
            1,
            OptionalLong.empty(),
            "mlflow-artifacts:/0/" + id.text(),
            LifecycleStage.ACTIVE,
            1,
            0,
            KeyedMap.empty(),
            KeyedMap.empty(),
            KeyedMap.empty(),
            1),
        LifecycleStage.ACTIVE);
  }
}
