package dev.kiseki.transport.catalog;

import dev.kiseki.event.catalog.CatalogState;
import dev.kiseki.event.wire.CatalogSnapshotCodec;
import dev.kiseki.event.wire.UnreadableEventException;
import dev.kiseki.transport.append.LogAppender;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
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
 * <offset>/<part>}; it counts when all its parts are there, and only then are those removed that
 * were there before. So a writer that dies half-way leaves the older one whole, and two writers at
 * once do no harm. Memory for a few parts is enough to write one, and for the catalog to read one.
 */
final class CatalogSnapshots {
  private static final Logger log = LoggerFactory.getLogger(CatalogSnapshots.class);
  private static final Duration WAIT = Duration.ofMillis(200);
  private static final int UNDER_WAY = 4;

  private final String topic;

  CatalogSnapshots(String topic) {
    this.topic = topic;
  }

  /**
   * @param offset of the last catalog record that the state includes
   * @param keys of all records that a newer snapshot makes useless, this one's too
   */
  record Snapshot(CatalogState state, long offset, List<String> keys) {}

  /** Where the parts of a snapshot stand on the topic, by their key. */
  private static final class Found {
    private final Map<String, Long> positions = new HashMap<>();
    private int parts;
  }

  /** The newest whole snapshot. Reads the topic once for its keys, and that snapshot again. */
  Optional<Snapshot> load(Consumer<byte[], byte[]> consumer) {
    TopicPartition partition = new TopicPartition(topic, 0);
    consumer.assign(List.of(partition));
    consumer.seekToBeginning(List.of(partition));
    long end = consumer.endOffsets(List.of(partition)).get(partition);
    NavigableMap<Long, Found> found = new TreeMap<>();
    while (consumer.position(partition) < end) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(WAIT)) {
        note(record, found);
      }
    }
    List<String> keys = new ArrayList<>();
    found.values().forEach(snapshot -> keys.addAll(snapshot.positions.keySet()));
    for (Map.Entry<Long, Found> candidate : found.descendingMap().entrySet()) {
      Found snapshot = candidate.getValue();
      if (snapshot.parts > 0 && snapshot.parts == snapshot.positions.size()) {
        try {
          return Optional.of(
              new Snapshot(read(consumer, partition, snapshot), candidate.getKey(), keys));
        } catch (UnreadableEventException damaged) {
          log.warn(
              "the catalog snapshot at offset {} can't be read; an earlier one is taken",
              candidate.getKey(),
              damaged);
        }
      }
    }
    return Optional.empty();
  }

  private static void note(
      ConsumerRecord<byte[], byte[]> record, NavigableMap<Long, Found> snapshots) {
    String key = new String(record.key(), StandardCharsets.UTF_8);
    long offset = Long.parseLong(key.substring(0, key.indexOf('/')));
    if (record.value() == null) {
      Found snapshot = snapshots.get(offset);
      if (snapshot != null) {
        snapshot.positions.remove(key);
      }
      return;
    }
    try {
      int parts = CatalogSnapshotCodec.parts(record.value());
      Found snapshot = snapshots.computeIfAbsent(offset, at -> new Found());
      snapshot.positions.put(key, record.offset());
      snapshot.parts = Math.max(snapshot.parts, parts);
    } catch (UnreadableEventException damaged) {
      log.warn("a part of a catalog snapshot can't be read and is left out", damaged);
    }
  }

  private static CatalogState read(
      Consumer<byte[], byte[]> consumer, TopicPartition partition, Found snapshot)
      throws UnreadableEventException {
    Map<Long, String> wanted = new HashMap<>();
    snapshot.positions.forEach((key, position) -> wanted.put(position, key));
    CatalogSnapshotCodec.Assembly assembly = new CatalogSnapshotCodec.Assembly();
    consumer.seek(partition, wanted.keySet().stream().mapToLong(at -> at).min().orElseThrow());
    while (!wanted.isEmpty()) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(WAIT)) {
        if (wanted.remove(record.offset()) != null) {
          assembly.add(CatalogSnapshotCodec.decode(record.value()));
        }
      }
    }
    return assembly.state();
  }

  /**
   * Writes a snapshot and, when it is whole, removes what was there before. Waits until it is done;
   * fails when Kafka does not take it.
   *
   * @param before keys of records that it makes useless
   * @return its own keys
   */
  List<String> write(LogAppender appender, CatalogState state, long offset, List<String> before) {
    List<String> keys = new ArrayList<>();
    Deque<CompletableFuture<?>> underWay = new ArrayDeque<>();
    int parts =
        CatalogSnapshotCodec.encode(
            state,
            offset,
            part -> {
              String key = offset + "/" + keys.size();
              keys.add(key);
              underWay.add(appender.append(topic, 0, bytes(key), part).toCompletableFuture());
              if (underWay.size() >= UNDER_WAY) {
                underWay.remove().join();
              }
            });
    underWay.forEach(CompletableFuture::join);
    for (String key : before) {
      underWay.add(appender.append(topic, 0, bytes(key), null).toCompletableFuture());
      if (underWay.size() >= 1_000) {
        underWay.remove().join();
      }
    }
    log.info("catalog snapshot written: offset {}, {} parts", offset, parts);
    return keys;
  }

  private static byte[] bytes(String key) {
    return key.getBytes(StandardCharsets.UTF_8);
  }
}
