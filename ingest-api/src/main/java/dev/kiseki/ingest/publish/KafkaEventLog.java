package dev.kiseki.ingest.publish;

import dev.kiseki.event.catalog.CatalogEvent;
import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.run.RunEvent;
import dev.kiseki.event.topic.Topics;
import dev.kiseki.event.wire.CatalogEventCodec;
import dev.kiseki.event.wire.RunEventCodec;
import dev.kiseki.transport.append.LogAppender;
import dev.kiseki.transport.append.LogPosition;
import dev.kiseki.transport.kafka.KafkaSettings;
import dev.kiseki.transport.shard.ShardClient;
import jakarta.inject.Singleton;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The log in Kafka: run-events partitioned by run, catalog-events with one partition. */
@Singleton
final class KafkaEventLog implements EventLog {
  private static final int CATALOG_PARTITION = 0;

  /**
   * What the topic takes, less what Kafka writes around it. Repeating such a write helps nobody.
   */
  private static final int MOST_BYTES = (16 << 20) - (64 << 10);

  private final LogAppender appender;
  private final ShardClient shards;
  private final Topics topics;

  KafkaEventLog(LogAppender appender, ShardClient shards, KafkaSettings kafka) {
    this.appender = appender;
    this.shards = shards;
    this.topics = kafka.topics();
  }

  @Override
  public CompletionStage<LogPosition> append(RunEvent event) {
    int partition;
    try {
      partition = shards.partition(event.run());
    } catch (TrackingException neverSeen) {
      return CompletableFuture.failedStage(neverSeen);
    }
    byte[] record = RunEventCodec.encode(event);
    if (record.length > MOST_BYTES) {
      return CompletableFuture.failedStage(
          TrackingException.invalid(
              "The request is longer than one record of the event log may be, which is "
                  + MOST_BYTES
                  + " bytes. Split it up."));
    }
    return appender.append(topics.runEvents(), partition, event.run().bytes(), record);
  }

  @Override
  public CompletionStage<LogPosition> append(CatalogEvent event) {
    byte[] record = CatalogEventCodec.encode(event);
    return appender.append(topics.catalogEvents(), CATALOG_PARTITION, null, record);
  }
}
