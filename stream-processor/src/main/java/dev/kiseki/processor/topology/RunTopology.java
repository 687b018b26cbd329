package dev.kiseki.processor.topology;

import dev.kiseki.processor.held.HeldPartitions;
import dev.kiseki.processor.local.RunStateStoreBuilder;
import java.util.Map;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.Topology;

/** The wiring. Names are for good: they are part of the names of the changelog and of folders. */
public final class RunTopology {
  public static final String SOURCE = "run-events";
  public static final String PROCESSOR = "fold";
  public static final String STORE = "runs";

  /**
   * The segment that is written to is never compacted, so all of it is read by a restore: it is
   * kept as small as the largest record allows.
   */
  static final Map<String, String> CHANGELOG =
      Map.of(
          "max.message.bytes",
          Integer.toString(16 << 20),
          "segment.bytes",
          Integer.toString(16 << 20),
          "segment.ms",
          "3600000",
          // Older files are not trusted: see FollowedAt.
          "delete.retention.ms",
          "86400000");

  private RunTopology() {}

  /** Name of the changelog's topic, as Kafka Streams makes it. */
  public static String changelog(String applicationId) {
    return applicationId + "-" + STORE + "-changelog";
  }

  /**
   * @param topic run-events
   * @param store builder of {@link #STORE}
   */
  public static Topology of(
      String topic, RunStateStoreBuilder store, HeldPartitions partitions, FoldCounters counters) {
    store.withLoggingEnabled(CHANGELOG);
    return new Topology()
        .addSource(SOURCE, new ByteArrayDeserializer(), new ByteArrayDeserializer(), topic)
        .addProcessor(PROCESSOR, () -> new RunProcessor(partitions, counters), SOURCE)
        .addStateStore(store, PROCESSOR);
  }
}
