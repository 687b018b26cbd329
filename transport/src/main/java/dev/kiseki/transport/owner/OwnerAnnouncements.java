package dev.kiseki.transport.owner;

import dev.kiseki.transport.append.LogAppender;
import dev.kiseki.transport.kafka.KafkaSettings;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;

/**
 * A processor says that it serves a partition from now on. Key: the partition's number; value:
 * {@code host:port}.
 */
@Singleton
public final class OwnerAnnouncements {
  private final LogAppender appender;
  private final String topic;

  public OwnerAnnouncements(LogAppender appender, KafkaSettings settings) {
    this.appender = appender;
    this.topic = settings.topics().shardOwners();
  }

  /** Fails like any append; the caller repeats. */
  public CompletionStage<Void> announce(int partition, Endpoint endpoint) {
    return appender
        .append(
            topic,
            0,
            Integer.toString(partition).getBytes(StandardCharsets.UTF_8),
            endpoint.toString().getBytes(StandardCharsets.UTF_8))
        .thenAccept(position -> {});
  }
}
