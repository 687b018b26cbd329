package dev.kiseki.transport.catalog;

import dev.kiseki.event.catalog.CatalogState;
import dev.kiseki.event.catalog.Experiment;
import dev.kiseki.event.wire.CatalogSnapshotCodec;
import dev.kiseki.event.wire.UnreadableEventException;
import dev.kiseki.transport.append.LogAppender;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Snapshots of the catalog on a compacted topic. A snapshot is several records, keyed {@code
 * <offset>/<part>}; it counts when all its parts are there, and only then are the parts of the one
 * before removed. So a writer that dies half-way leaves the older one whole, and two writers at
 * once do no harm.
 */
final class CatalogSnapshots {
  private static final Logger log = LoggerFactory.getLogger(CatalogSnapshots.class);
  private static final Duration WAIT = Duration.ofMillis(200);

  private final String topic;

  CatalogSnapshots(String topic) {
    this.topic = topic;
  }

  /**
   * @param offset of the last catalog record that the state includes
   */
  record Snapshot(CatalogState state, long offset, int parts) {}

  /** The newest whole snapshot. Reads the topic once; it holds one or two snapshots. */
  Optional<Snapshot> load(Consumer<byte[], byte[]> consumer) {
    TopicPartition partition = new TopicPartition(topic, 0);
    consumer.assign(List.of(partition));
    consumer.seekToBeginning(List.of(partition));
    long end = consumer.endOffsets(List.of(partition)).get(partition);
    Map<String, byte[]> latest = new TreeMap<>();
    while (consumer.position(partition) < end) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(WAIT)) {
        String key = new String(record.key(), StandardCharsets.UTF_8);
        if (record.value() == null) {
          latest.remove(key);
        } else {
          latest.put(key, record.value());
        }
      }
    }
    return newestWhole(latest.values());
  }

  private static Optional<Snapshot> newestWhole(Iterable<byte[]> values) {
    TreeMap<Long, List<CatalogSnapshotCodec.Part>> byOffset = new TreeMap<>();
    for (byte[] value : values) {
      try {
        CatalogSnapshotCodec.Part part = CatalogSnapshotCodec.decode(value);
        byOffset.computeIfAbsent(part.offset(), offset -> new ArrayList<>()).add(part);
      } catch (UnreadableEventException damaged) {
        log.warn("a part of a catalog snapshot can't be read and is left out", damaged);
      }
    }
    for (var candidate : byOffset.descendingMap().entrySet()) {
      List<CatalogSnapshotCodec.Part> parts = candidate.getValue();
      if (parts.size() == parts.get(0).parts()) {
        List<Experiment> experiments = new ArrayList<>();
        parts.forEach(part -> experiments.addAll(part.experiments()));
        return Optional.of(
            new Snapshot(
                CatalogState.of(parts.get(0).nextExperimentId(), experiments),
                candidate.getKey(),
                parts.size()));
      }
    }
    return Optional.empty();
  }

  /**
   * Writes a snapshot and, when it is whole, removes the one at {@code previous} that had {@code
   * previousParts} parts.
   */
  CompletableFuture<Integer> write(
      LogAppender appender, CatalogState state, long offset, long previous, int previousParts) {
    List<byte[]> parts = CatalogSnapshotCodec.encode(state, offset);
    List<CompletableFuture<?>> written = new ArrayList<>();
    for (int part = 0; part < parts.size(); part++) {
      written.add(
          appender.append(topic, 0, key(offset, part), parts.get(part)).toCompletableFuture());
    }
    return CompletableFuture.allOf(written.toArray(CompletableFuture[]::new))
        .thenApply(
            whole -> {
              for (int part = 0; part < previousParts; part++) {
                appender.append(topic, 0, key(previous, part), null);
              }
              return parts.size();
            });
  }

  private static byte[] key(long offset, int part) {
    return (offset + "/" + part).getBytes(StandardCharsets.UTF_8);
  }
}
