package dev.kiseki.processor.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kiseki.event.KeyValue;
import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.event.id.LifecycleStage;
import dev.kiseki.event.id.RunStatus;
import dev.kiseki.event.run.RunEvent;
import dev.kiseki.event.run.RunProposal.Origin;
import dev.kiseki.event.wire.RunEventCodec;
import dev.kiseki.processor.fold.Events;
import dev.kiseki.processor.fold.ModelEvents;
import dev.kiseki.processor.held.HeldPartition;
import dev.kiseki.processor.held.HeldPartitions;
import dev.kiseki.processor.local.DiskImage;
import dev.kiseki.processor.local.FoldMemory;
import dev.kiseki.processor.local.RocksMemory;
import dev.kiseki.processor.local.RunStateReader;
import dev.kiseki.processor.local.RunStateStoreBuilder;
import dev.kiseki.processor.local.SearchMemory;
import dev.kiseki.processor.local.StoreAccess;
import dev.kiseki.processor.local.StoreLimits;
import dev.kiseki.processor.local.StoreWatch;
import dev.kiseki.store.document.PurgedRun;
import dev.kiseki.store.document.RunView;
import dev.kiseki.store.document.proto.StoredRejection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The driver commits after each record, as the real one does once a second. */
class RunTopologyTest {
  @TempDir Path state;
  private final RocksMemory memory = new RocksMemory(8 << 20);
  private final FoldCounters counters = new FoldCounters();
  private long logEnd;
  private HeldPartitions partitions;
  private TopologyTestDriver driver;
  private TestInputTopic<byte[], byte[]> topic;

  @BeforeEach
  void start() {
    start(state.resolve("first"));
  }

  /** As after kill -9: the next process finds what the files hold at this moment. */
  private void killAndStart() {
    Path copy = state.resolve("second");
    DiskImage.copy(state.resolve("first"), copy);
    driver.close();
    partitions.close();
    start(copy);
  }

  private void start(Path directory) {
    partitions = new HeldPartitions(number -> CompletableFuture.completedFuture(logEnd));
    Properties config = new Properties();
    config.put(StreamsConfig.APPLICATION_ID_CONFIG, "test");
    config.put(StreamsConfig.STATE_DIR_CONFIG, directory.toString());
    driver = new TopologyTestDriver(topology(), config);
    topic =
        driver.createInputTopic("run-events", new ByteArraySerializer(), new ByteArraySerializer());
  }

  private Topology topology() {
    return RunTopology.of(
        "run-events",
        new RunStateStoreBuilder(
            RunTopology.STORE,
            StoreLimits.DEFAULT,
            memory,
            new SearchMemory(1 << 20),
            FoldMemory.unbounded(),
            () -> 5_000,
            Runnable::run,
            StoreWatch.NOBODY,
            StoreAccess.unguarded()),
        partitions,
        counters);
  }

  @AfterEach
  void stop() {
    driver.close();
    partitions.close();
  }

  private void send(RunEvent... events) {
    for (RunEvent event : events) {
      topic.pipeInput(event.run().bytes(), RunEventCodec.encode(event));
    }
  }

  private HeldPartition held() {
    return partitions.of(0).orElseThrow();
  }

  private RunStateReader reader() {
    return held().reader();
  }

  @Test
  void theWiringIsAsDescribed() throws IOException {
    try (var golden = getClass().getResourceAsStream("/topology.txt")) {
      assertThat(topology().describe().toString().strip())
          .isEqualTo(new String(golden.readAllBytes(), StandardCharsets.UTF_8).strip());
    }
  }

  /** The segment under writing is restored whole, stale records too; a record must fit into it. */
  @Test
  void theChangelogIsKeptShortAndTakesTheLargestRecord() {
    Map<String, String> changelog = RunTopology.CHANGELOG;
    assertThat(Integer.parseInt(changelog.get("max.message.bytes"))).isEqualTo(16 << 20);
    assertThat(Integer.parseInt(changelog.get("segment.bytes")))
        .isBetween(Integer.parseInt(changelog.get("max.message.bytes")), 64 << 20);
    assertThat(changelog).doesNotContainKey("retention.ms");
  }

  @Test
  void whatIsFoldedCanBeReadAndIsToldInOrder() {
    send(Events.create(), Events.metric("m", 3, 4, 0.5));

    assertThat(held().applied()).isEqualTo(1);
    assertThat(
            reader().run(Events.RUN).orElseThrow().run().metrics().get("m").orElseThrow().value())
        .isEqualTo(0.5);
    assertThat(reader().pendingPoints(Events.RUN)).as("an only point is in the run").isEmpty();
    assertThat(counters.applied()).isEqualTo(2);
    assertThat(counters.points()).isEqualTo(1);

    send(Events.metric("m", 4, 5, 0.25));
    assertThat(reader().pendingPoints(Events.RUN)).containsOnlyKeys(2L);
    assertThat(reader().pendingPoints(Events.RUN).get(2L).size()).isEqualTo(2);
    assertThat(counters.points()).isEqualTo(2);
  }

  @Test
  void aRestartGoesOnWithStateAndTellsWhatWasRefused() {
    send(
        Events.create(),
        Events.param(Origin.LOG_PARAMETER, new KeyValue("a", "1")),
        Events.param(Origin.LOG_PARAMETER, new KeyValue("a", "2")),
        Events.stage(true, 40));
    logEnd = 4;
    killAndStart();

    assertThat(held().applied()).isEqualTo(3);
    assertThat(held().readable()).isTrue();
    assertThat(held().catalogOffset()).isEqualTo(40);
    assertThat(reader().rejectionsFrom(0, 10))
        .singleElement()
        .satisfies(
            refused -> {
              assertThat(refused.getOffset()).isEqualTo(2);
              assertThat(refused.getCode()).isEqualTo(ErrorCode.INVALID_PARAMETER_VALUE.number());
              assertThat(refused.getMessage()).contains("Attempted logging new value '2'.");
              assertThat(refused.getProposal()).isEqualTo("log-parameter (1 param)");
            });
    // The driver numbers its records from 0 again: they are a replay, and change nothing.
    send(Events.create(), Events.rename("b"), Events.rename("c"), Events.rename("d"));
    assertThat(reader().run(Events.RUN).orElseThrow().run().name()).isEqualTo("first");
    assertThat(counters.repeated()).isEqualTo(4);
    send(Events.end(Events.RUN, RunStatus.FINISHED, 3));
    assertThat(reader().rejectionsOf(Events.RUN)).hasSize(2);
  }

  @Test
  void aLoggedModelOutlivesARestartAndItsExperiment() {
    RunEvent[] log = {
      ModelEvents.create(),
      ModelEvents.metrics("r", ModelEvents.point("m", 1, 1, 1), ModelEvents.point("m", 2, 2, 2)),
      ModelEvents.params(new KeyValue("depth", "4")),
      Events.stage(true, 40)
    };
    send(log);
    RunView before = reader().run(ModelEvents.MODEL).orElseThrow();
    assertThat(before.stage()).isEqualTo(LifecycleStage.ACTIVE);
    assertThat(before.run().model().orElseThrow().points()).hasSize(2);
    assertThat(reader().pendingPoints(ModelEvents.MODEL)).as("points stay in it").isEmpty();
    logEnd = 4;
    killAndStart();

    assertThat(reader().run(ModelEvents.MODEL)).contains(before);
    assertThat(reader().rejectionsOf(ModelEvents.MODEL))
        .singleElement()
        .satisfies(
            refused ->
                assertThat(refused.getProposal()).isEqualTo("log params of a logged model (1)"));
    send(log);
    assertThat(counters.repeated()).isEqualTo(4);
    assertThat(reader().run(ModelEvents.MODEL)).contains(before);
  }

  @Test
  void aPurgedModelStaysGoneWhenItsLogIsReadAgain() {
    RunEvent[] log = {
      ModelEvents.create(),
      ModelEvents.metrics("r", ModelEvents.point("m", 1, 1, 1), ModelEvents.point("m", 2, 2, 2)),
      ModelEvents.delete(2_000),
      ModelEvents.purge(1_999),
      ModelEvents.purge(2_000),
      ModelEvents.metrics("r", ModelEvents.point("m", 3, 3, 3))
    };
    send(log);
    assertThat(reader().run(ModelEvents.MODEL)).isEmpty();
    assertThat(reader().purgesWaiting()).isEqualTo(1);
    logEnd = 6;
    killAndStart();

    send(log);
    assertThat(reader().run(ModelEvents.MODEL)).isEmpty();
    assertThat(counters.repeated()).isEqualTo(6);
    assertThat(reader().purgesWaiting()).isEqualTo(1);
    assertThat(reader().rejectionsOf(ModelEvents.MODEL))
        .extracting(StoredRejection::getProposal)
        .containsExactly("purge logged model", "log metrics of a logged model (1)");
    reader()
        .purged(
            Optional.empty(),
            (model, purged) -> {
              assertThat(purged).isEqualTo(new PurgedRun(4, "s3://b/7/models/m", List.of()));
              return true;
            });
  }

  @Test
  void anUnreadableRecordIsRefusedCountedAndKeptAside() {
    topic.pipeInput("r1".getBytes(StandardCharsets.UTF_8), new byte[] {1, 2, 3});
    send(Events.create());

    assertThat(counters.unreadable()).isEqualTo(1);
    assertThat(held().applied()).isEqualTo(1);
    assertThat(reader().rejectionsFrom(0, 10))
        .extracting(StoredRejection::getRunId)
        .containsExactly("r1");
    assertThat(reader().run(Events.RUN)).isPresent();
  }

  @Test
  void nothingIsReadableUntilTheEndOfTheLogIsPassed() {
    logEnd = 2;
    killAndStart();

    assertThat(held().readable()).isFalse();
    assertThat(held().waitingFor()).contains("partition 0: applied -1 of 1");
    send(Events.create());
    assertThat(held().readable()).isFalse();
    send(Events.rename("b"));
    assertThat(held().readable()).isTrue();
    assertThat(held().waitingFor()).isEmpty();
  }

  @Test
  void aLogThatIsShorterThanTheStateStopsTheFold() {
    send(Events.create(), Events.rename("b"));
    logEnd = 1;
    killAndStart();

    assertThat(held().waitingFor().orElseThrow()).contains("the log has lost records");
    assertThatThrownBy(() -> send(Events.rename("c")))
        .rootCause()
        .hasMessageContaining("the log has lost records");
  }
}
