package dev.kiseki.transport.owner;

import dev.kiseki.transport.append.LogAppender;
import dev.kiseki.transport.kafka.KafkaSettings;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;

/**
 * A processor says that it keeps a copy of a partition, or no more. On a topic of its own, which a
 * release that knows no standbys does not read. Key: {@code PARTITION/HOST:PORT}; value: {@code
 * HOST:PORT}, none when it left.
 */
@Singleton
public final class StandbyAnnouncements {
  private final LogAppender appender;
  private final String topic;

  public StandbyAnnouncements(LogAppender appender, KafkaSettings settings) {
    this.appender = appender;
    this.topic = settings.topics().shardStandbys();
  }

  /** Fails like any append; the caller repeats. */
  public CompletionStage<Void> announce(int partition, Endpoint endpoint, boolean there) {
    byte[] key = (partition + "/" + endpoint).getBytes(StandardCharsets.UTF_8);
    byte[] value = there ? endpoint.toString().getBytes(StandardCharsets.UTF_8) : null;
    return appender.append(topic, 0, key, value).thenAccept(position -> {});
  }
}
