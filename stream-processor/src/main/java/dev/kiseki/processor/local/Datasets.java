package dev.kiseki.processor.local;

import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.run.DatasetInput;
import dev.kiseki.event.wire.DatasetCodec;
import dev.kiseki.store.key.DatasetKey;
import dev.kiseki.store.key.StoreFamily;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * What the data sets of a partition's runs are, and what they were used for. Entries come and stay
 * as they are: of two that say what a data set is, the one that was on the log first. They go to
 * the changelog before everything else of their commit, so that a document that is there finds
 * them; one that is there too early says what it will say.
 *
 * <p>Used by the stream thread; {@link #recent} by any.
 */
final class Datasets {
  private static final byte[] NOTHING = new byte[0];

  /** Bytes of the objects around an entry, roughly. */
  private static final int ENTRY = 200;

  private final Families families;
  private final FoldMemory memory;

  /** What does not stand in RocksDB yet. */
  private final NavigableMap<byte[], byte[]> recent =
      new ConcurrentSkipListMap<>(Arrays::compareUnsigned);

  private final List<byte[]> toLog = new ArrayList<>();
  private final List<byte[]> logged = new ArrayList<>();

  Datasets(Families families, FoldMemory memory) {
    this.families = families;
    this.memory = memory;
  }

  /** The entries of one use: their keys and values. */
  static NavigableMap<byte[], byte[]> entries(ExperimentId experiment, DatasetInput use) {
    DatasetKey key = new DatasetKey(experiment, use.dataset().name(), use.dataset().digest());
    NavigableMap<byte[], byte[]> entries = new TreeMap<>(Arrays::compareUnsigned);
    entries.put(key.bytes(), DatasetCodec.encode(use.dataset()));
    entries.put(key.use(use.context()), NOTHING.clone());
    return entries;
  }

  /** A run of the experiment uses it from now on. */
  void add(ExperimentId experiment, DatasetInput use) {
    for (Map.Entry<byte[], byte[]> entry : entries(experiment, use).entrySet()) {
      byte[] key = entry.getKey();
      if (!recent.containsKey(key) && families.size(StoreFamily.DATASETS, key) < 0) {
        recent.put(key, entry.getValue());
        memory.add(bytes(key, entry.getValue()));
        toLog.add(key);
      }
    }
  }

  private static long bytes(byte[] key, byte[] value) {
    return (long) ENTRY + key.length + value.length;
  }

  /** To be looked at before RocksDB is: entries move only that way. Live. */
  NavigableMap<byte[], byte[]> recent() {
    return recent;
  }

  void log(CommitBatch batch) {
    for (byte[] key : toLog) {
      batch.put(StoreFamily.DATASETS, key, recent.get(key));
    }
    logged.addAll(toLog);
    toLog.clear();
  }

  /** What was logged stands in RocksDB now. */
  void committed() {
    for (byte[] key : logged) {
      byte[] value = recent.remove(key);
      memory.add(-bytes(key, value));
    }
    logged.clear();
  }

  void clear() {
    for (Map.Entry<byte[], byte[]> entry : recent.entrySet()) {
      memory.add(-bytes(entry.getKey(), entry.getValue()));
    }
    recent.clear();
    toLog.clear();
    logged.clear();
  }
}
