package dev.kiseki.processor.wiring;

import dev.kiseki.event.wire.RunEventCodec;
import dev.kiseki.processor.KafkaConnection;
import dev.kiseki.processor.ProcessorSettings;
import dev.kiseki.processor.StreamProcessor;
import dev.kiseki.processor.artifact.PurgedArtifacts;
import dev.kiseki.processor.sink.CassandraSink;
import dev.kiseki.processor.sink.PurgedHistory;
import dev.kiseki.store.table.CassandraSession;
import dev.kiseki.transport.append.LogAppender;
import dev.kiseki.transport.catalog.CatalogReplica;
import dev.kiseki.transport.kafka.KafkaSettings;
import dev.kiseki.transport.kafka.TopicAdmin;
import dev.kiseki.transport.ledger.ArtifactLedger;
import dev.kiseki.transport.owner.Endpoint;
import dev.kiseki.transport.owner.OwnerAnnouncements;
import dev.kiseki.transport.owner.StandbyAnnouncements;
import dev.kiseki.transport.s3.ObjectRemoval;
import dev.kiseki.transport.s3.S3Settings;
import dev.kiseki.transport.shard.ShardChannels;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Factory;
import io.minio.MinioAsyncClient;
import jakarta.inject.Singleton;
import java.util.List;
import org.apache.kafka.common.TopicPartition;

/** Makes the processor and what it writes history with. */
@Factory
final class ProcessorFactory {
  private static final byte[] NO_KEY = new byte[0];
  private static final int SINK_THREADS = 1;
  private static final int SINK_ROWS = 64;
  private static final int PURGES_UNDER_WAY = 32;

  @Singleton
  @Bean(preDestroy = "close")
  CassandraSink historySink(CassandraSession session, ProcessorSettings settings) {
    return new CassandraSink(session, SINK_THREADS, SINK_ROWS, settings.mergeGrace());
  }

  @Context
  @Bean(preDestroy = "close")
  StreamProcessor streamProcessor(
      ProcessorSettings settings,
      KafkaSettings kafka,
      TopicAdmin topics,
      CatalogReplica catalog,
      LogAppender appender,
      OwnerAnnouncements owners,
      StandbyAnnouncements standbys,
      ShardChannels channels,
      CassandraSink history,
      CassandraSession cassandra,
      MinioAsyncClient s3,
      S3Settings s3Settings,
      ArtifactLedger ledger) {
    String runEvents = kafka.topics().runEvents();
    StreamProcessor processor =
        new StreamProcessor(
            settings,
            new KafkaConnection(kafka.topics(), kafka.clientConfig(), kafka.replicationFactor()),
            new StreamProcessor.Ports(
                topics.ready(),
                partition -> topics.endOffset(new TopicPartition(runEvents, partition)),
                new CatalogStages(catalog),
                // While a generation is being filled, its markers come from the one before.
                (partition, marker) ->
                    topics
                        .inUse()
                        .thenCompose(
                            inUse ->
                                appender.append(
                                    runEvents, partition, NO_KEY, RunEventCodec.encode(marker)))
                        .thenAccept(position -> {}),
                (partition, endpoint) -> owners.announce(partition, Endpoint.parse(endpoint)),
                (partition, endpoint, there) ->
                    standbys.announce(partition, Endpoint.parse(endpoint), there),
                history,
                history,
                List.of(
                    new PurgedHistory(cassandra, PURGES_UNDER_WAY),
                    new PurgedArtifacts(
                        new ObjectRemoval(s3, s3Settings.bucket(), ledger::removed)))));
    channels.servedHere(Endpoint.parse(processor.endpoint()));
    processor.start();
    return processor;
  }
}
