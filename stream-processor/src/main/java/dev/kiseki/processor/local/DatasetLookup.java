package dev.kiseki.processor.local;

import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.run.Dataset;
import dev.kiseki.event.wire.DatasetCodec;
import dev.kiseki.store.key.DatasetKey;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BiPredicate;

/** Looks data sets up, in what is not stored yet and then in what is. */
final class DatasetLookup {
  private final NavigableMap<byte[], byte[]> recent;
  private final Stored stored;

  /** The family of a store. */
  interface Stored {
    /** Null = none. */
    byte[] get(byte[] key);

    /** In order, until the visitor says no. */
    void scan(byte[] prefix, BiPredicate<byte[], byte[]> visitor);
  }

  DatasetLookup(NavigableMap<byte[], byte[]> recent, Stored stored) {
    this.recent = recent;
    this.stored = stored;
  }

  Optional<Dataset> dataset(DatasetKey key) {
    byte[] bytes = key.bytes();
    byte[] found = recent.get(bytes);
    return Optional.ofNullable(found == null ? stored.get(bytes) : found).map(DatasetCodec::decode);
  }

  /** See {@link SearchedRuns#datasetUses}. */
  List<byte[]> uses(ExperimentId experiment, int limit) {
    byte[] prefix = DatasetKey.uses(experiment);
    TreeSet<byte[]> keys = new TreeSet<>(Arrays::compareUnsigned);
    // First: what is stored meanwhile is found there.
    for (Map.Entry<byte[], byte[]> entry : recent.tailMap(prefix, true).entrySet()) {
      if (!Families.startsWith(entry.getKey(), prefix)) {
        break;
      }
      keys.add(entry.getKey());
    }
    int[] more = {0};
    stored.scan(
        prefix,
        (key, value) -> {
          keys.add(key);
          return ++more[0] < limit;
        });
    return keys.stream().limit(limit).toList();
  }
}
