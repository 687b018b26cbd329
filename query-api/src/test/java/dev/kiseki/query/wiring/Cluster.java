package dev.kiseki.query.wiring;

import dev.kiseki.event.Verdict;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.run.RunEvent;
import dev.kiseki.event.topic.RunPartition;
import dev.kiseki.event.wire.RunEventCodec;
import dev.kiseki.processor.KafkaConnection;
import dev.kiseki.processor.ProcessorSettings;
import dev.kiseki.processor.StreamProcessor;
import dev.kiseki.processor.promote.HistorySink;
import dev.kiseki.processor.promote.PendingPoints;
import dev.kiseki.processor.stage.StageSource;
import dev.kiseki.query.search.RunSearch;
import dev.kiseki.store.chunk.Points;
import dev.kiseki.transport.append.LogAppender;
import dev.kiseki.transport.kafka.KafkaSettings;
import dev.kiseki.transport.kafka.TopicAdmin;
import dev.kiseki.transport.owner.Endpoint;
import dev.kiseki.transport.owner.OwnerAnnouncements;
import dev.kiseki.transport.owner.OwnerDirectory;
import dev.kiseki.transport.owner.StandbyAnnouncements;
import dev.kiseki.transport.receipt.Receipts;
import dev.kiseki.transport.shard.ReceiptStreams;
import dev.kiseki.transport.shard.SearchLimits;
import dev.kiseki.transport.shard.ShardChannels;
import dev.kiseki.transport.shard.ShardScans;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;

/** What a process of each kind has of a broker: the log, who owns what, a search, a processor. */
final class Cluster implements AutoCloseable {
  static final int PARTITIONS = 4;

  private final KafkaSettings settings;
  private final TopicAdmin topics;
  private final LogAppender appender;
  private final ShardChannels channels = new ShardChannels();
  final OwnerDirectory owners;
  final Receipts receipts;
  final RunSearch search;

  Cluster(String servers) {
    settings =
        new KafkaSettings(
            servers, "kiseki", PARTITIONS, 1, (short) 1, Duration.ofSeconds(10), 32L << 20, null);
    topics = new TopicAdmin(settings);
    appender = new LogAppender(settings, topics);
    owners = new OwnerDirectory(settings, topics);
    receipts = new Receipts(owners, new ReceiptStreams(channels));
    SearchLimits limits = new SearchLimits(1_000_000, 1L << 30, Duration.ofSeconds(10));
    search =
        new RunSearch(
            new OwnersScanner(new ShardScans(owners, channels, limits)), Clock.systemUTC());
  }

  /** A started processor with a standby for each partition, over sockets like any other. */
  StreamProcessor processor(String name, Path state) {
    StageSource noStages =
        new StageSource() {
          @Override
          public List<StageChange> changesAfter(long catalogOffset) {
            return List.of();
          }

          @Override
          public void onChange(Runnable listener) {}
        };
    OwnerAnnouncements own = new OwnerAnnouncements(appender, settings);
    StandbyAnnouncements standbys = new StandbyAnnouncements(appender, settings);
    String runEvents = settings.topics().runEvents();
    StreamProcessor processor =
        new StreamProcessor(
            settings(name, state),
            new KafkaConnection(
                settings.topics(), settings.clientConfig(), settings.replicationFactor()),
            new StreamProcessor.Ports(
                topics.ready(),
                partition -> topics.endOffset(new TopicPartition(runEvents, partition)),
                noStages,
                (partition, marker) -> CompletableFuture.completedStage(null),
                (partition, endpoint) -> own.announce(partition, Endpoint.parse(endpoint)),
                (partition, endpoint, there) ->
                    standbys.announce(partition, Endpoint.parse(endpoint), there),
                new ForgottenHistory(),
                (run, metrics, pieces) -> CompletableFuture.completedStage(null),
                List.of()));
    processor.start();
    return processor;
  }

  private static ProcessorSettings settings(String name, Path state) {
    return new ProcessorSettings(
        "moved",
        state,
        "127.0.0.1",
        "127.0.0.1",
        0,
        name,
        1,
        1,
        1,
        Duration.ofSeconds(1),
        20_000,
        500_000,
        128L << 20,
        16L << 20,
        4L << 20,
        2,
        Duration.ofSeconds(30),
        Duration.ofSeconds(2),
        Duration.ofSeconds(10),
        20_000,
        32,
        100,
        4L << 30,
        Duration.ofSeconds(20),
        Duration.ofSeconds(15));
  }

  /** Completes when the write is acknowledged, fails when that did not happen in time. */
  CompletionStage<Verdict> write(RunEvent event, Duration timeout) {
    return appender
        .append(
            settings.topics().runEvents(),
            RunPartition.of(event.run(), PARTITIONS),
            event.run().bytes(),
            RunEventCodec.encode(event))
        .thenCompose(position -> receipts.await(position, timeout));
  }

  @Override
  public void close() {
    receipts.close();
    owners.close();
    channels.close();
    appender.close();
    topics.close();
  }

  /** What leaves the state is gone: nobody here reads it. */
  private static final class ForgottenHistory implements HistorySink {
    @Override
    public CompletionStage<Void> write(RunId run, List<PendingPoints> points) {
      return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<Boolean> earlier(
        RunId run, String metric, long before, Consumer<Points> points) {
      return CompletableFuture.completedStage(false);
    }
  }
}
