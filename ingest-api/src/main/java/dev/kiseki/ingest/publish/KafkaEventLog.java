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
    byte[] key = event.run().bytes();
    return appender.append(topics.runEvents(), partition, key, RunEventCodec.encode(event));
  }

  @Override
  public CompletionStage<LogPosition> append(CatalogEvent event) {
    byte[] record = CatalogEventCodec.encode(event);
    return appender.append(topics.catalogEvents(), CATALOG_PARTITION, null, record);
  }
}
