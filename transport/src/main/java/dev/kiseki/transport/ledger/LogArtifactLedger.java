package dev.kiseki.transport.ledger;

import dev.kiseki.store.ledger.LedgerEntry;
import dev.kiseki.transport.append.LogAppender;
import dev.kiseki.transport.kafka.KafkaSettings;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The ledger on its topic. Key: the object's; value: a {@link LedgerEntry}, null when it goes. */
@Singleton
final class LogArtifactLedger implements ArtifactLedger {
  /** One, so that records of a key stand in the order in which they were appended. */
  private static final int PARTITION = 0;

  private final LogAppender appender;
  private final String topic;

  LogArtifactLedger(LogAppender appender, KafkaSettings settings) {
    this.appender = appender;
    this.topic = settings.topics().artifactLedger();
  }

  @Override
  public CompletionStage<Void> recorded(String key, LedgerEntry entry) {
    return append(key, entry.bytes());
  }

  @Override
  public CompletionStage<Void> removed(List<String> keys) {
    return CompletableFuture.allOf(
        keys.stream()
            .map(key -> append(key, null).toCompletableFuture())
            .toArray(CompletableFuture[]::new));
  }

  private CompletionStage<Void> append(String key, byte[] value) {
    return appender
        .append(topic, PARTITION, key.getBytes(StandardCharsets.UTF_8), value)
        .thenAccept(position -> {});
  }
}
