package dev.kiseki.query.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.catalog.CatalogState;
import dev.kiseki.event.catalog.Experiment;
import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.id.LifecycleStage;
import dev.kiseki.event.map.KeyedMap;
import dev.kiseki.event.registry.Registry;
import dev.kiseki.event.webhook.Webhooks;
import dev.kiseki.query.page.Page;
import dev.kiseki.store.document.RunView;
import dev.kiseki.store.scan.ViewType;
import dev.kiseki.store.shard.PackedRun;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Time goes on between two pages, and the search must not move with it. */
class OneNowForAllPagesTest {
  /** Each reading is a millisecond later. */
  private static final class Running extends Clock {
    private long millis;
    private int readings;

    Running(long millis) {
      this.millis = millis;
    }

    @Override
    public long millis() {
      readings++;
      return millis++;
    }

    @Override
    public Instant instant() {
      return Instant.ofEpochMilli(millis());
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  @Test
  void runsAreThoseOfTheFirstPagesNow() {
    Random random = new Random(7);
    List<RunView> runs = RandomRuns.of(random, 40);
    Running clock = new Running(2);
    RunSearch search = new RunSearch(new SplitShards(random, runs, 3), clock);
    List<String> expected =
        runs.stream()
            .filter(run -> run.run().startTimeMillis() >= 1)
            .map(run -> run.run().id().text())
            .sorted()
            .toList();

    List<String> got = new ArrayList<>();
    Optional<String> token = Optional.of("");
    while (token.isPresent()) {
      RunSearchRequest request =
          new RunSearchRequest(
              List.of("0", "1", "2"),
              "start_time >= now() - 1ms",
              ViewType.ALL,
              4,
              List.of("run_id"),
              token.get());
      Page<PackedRun> page = search.search(request).toCompletableFuture().join();
      page.rows().forEach(run -> got.add(run.view().run().id().text()));
      token = page.nextToken();
    }
    assertThat(got).isEqualTo(expected).hasSizeGreaterThan(8);
    assertThat(clock.readings).isGreaterThan(2);
  }

  @Test
  void experimentsToo() {
    List<Experiment> all =
        LongStream.range(0, 9)
            .mapToObj(
                i ->
                    new Experiment(
                        new ExperimentId(i),
                        "e" + i,
                        "mlflow-artifacts:/" + i,
                        LifecycleStage.ACTIVE,
                        i,
                        i,
                        KeyedMap.empty(),
                        -1))
            .toList();
    CatalogState catalog = CatalogState.of(1000, all, Registry.EMPTY, Webhooks.NONE);
    ExperimentSearch search =
        new ExperimentSearch(() -> CompletableFuture.completedStage(catalog), new Running(4));

    List<String> got = new ArrayList<>();
    Optional<String> token = Optional.of("");
    while (token.isPresent()) {
      Page<Experiment> page =
          search
              .search(
                  new ExperimentSearchRequest(
                      "creation_time >= now()", ViewType.ALL, 2, List.of("name"), token.get()))
              .toCompletableFuture()
              .join();
      page.rows().forEach(experiment -> got.add(experiment.name()));
      token = page.nextToken();
    }
    assertThat(got).containsExactly("e4", "e5", "e6", "e7", "e8");
  }
}
