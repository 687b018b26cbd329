package dev.kiseki.transport.kafka;

import io.micronaut.core.annotation.Nullable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * What the brokers do with a topic of run events. It is the topic's own {@code max.message.bytes}
 * that says it, so a broker that would take a record knows it, whoever sends it.
 */
public enum LogState {
  /** There is no such topic. */
  ABSENT(null),
  /** Records are appended. */
  OPEN(Integer.toString(WantedTopics.MOST_BYTES_A_RECORD)),
  /** Brokers refuse every record, while the last ones are copied to the next generation. */
  CLOSED("1"),
  /** For ever: the next generation has them all, and goes on. */
  MOVED("0");

  private static final String KEY = "max.message.bytes";

  private final String bytes;

  LogState(String bytes) {
    this.bytes = bytes;
  }

  /** One request. */
  public static CompletionStage<LogState> of(Admin admin, String topic) {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    return admin
        .describeConfigs(List.of(resource))
        .all()
        .toCompletionStage()
        .handle(
            (configs, failure) -> {
              if (failure == null) {
                return of(configs.get(resource));
              }
              Throwable cause = failure.getCause() == null ? failure : failure.getCause();
              if (cause instanceof UnknownTopicOrPartitionException) {
                return ABSENT;
              }
              throw new java.util.concurrent.CompletionException(cause);
            });
  }

  private static LogState of(Config config) {
    ConfigEntry entry = config.get(KEY);
    return of(entry == null ? null : entry.value());
  }

  /**
   * The state that a topic's {@code max.message.bytes} says.
   *
   * @param bytes null = not known, which is no sign of a move
   */
  public static LogState of(@Nullable String bytes) {
    return CLOSED.bytes.equals(bytes) ? CLOSED : MOVED.bytes.equals(bytes) ? MOVED : OPEN;
  }

  /** Gives a topic this state; the brokers follow within moments. */
  public CompletionStage<Void> give(Admin admin, String topic) {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
    AlterConfigOp set = new AlterConfigOp(new ConfigEntry(KEY, bytes), AlterConfigOp.OpType.SET);
    return admin.incrementalAlterConfigs(Map.of(resource, List.of(set))).all().toCompletionStage();
  }
}
