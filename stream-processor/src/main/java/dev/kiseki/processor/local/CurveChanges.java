package dev.kiseki.processor.local;

import dev.kiseki.event.id.RunId;
import dev.kiseki.store.curve.CurveBuckets;
import dev.kiseki.store.key.CurveKey;
import dev.kiseki.store.key.StoreFamily;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Entries of {@link StoreFamily#CURVES} of one run that were made and are not committed yet.
 *
 * @param entries by key; empty = the entry goes
 */
public record CurveChanges(Map<CurveKey, Optional<byte[]>> entries) {
  public static final CurveChanges NONE = new CurveChanges(Map.of());

  public CurveChanges {
    entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
  }

  /** What these buckets change. */
  public static CurveChanges of(RunId run, Map<String, CurveBuckets> curves) {
    // In the order in which they are to be logged.
    Map<CurveKey, Optional<byte[]>> entries = new LinkedHashMap<>();
    curves.forEach(
        (metric, buckets) ->
            buckets
                .changes()
                .forEach((entry, bytes) -> entries.put(new CurveKey(run, metric, entry), bytes)));
    return new CurveChanges(entries);
  }

  /** These, and then those. */
  public CurveChanges then(CurveChanges later) {
    Map<CurveKey, Optional<byte[]>> both = new LinkedHashMap<>(entries);
    both.putAll(later.entries);
    return new CurveChanges(both);
  }

  /** Entries of one curve as they will be: from here when they changed, else from the store. */
  public CurveBuckets.Entries over(RunStateReader reader, RunId run, String metric) {
    return entry -> {
      CurveKey key = new CurveKey(run, metric, entry);
      Optional<byte[]> changed = entries.get(key);
      return changed == null ? reader.curveEntry(key) : changed.orElse(null);
    };
  }

  void log(CommitBatch batch) {
    entries.forEach(
        (key, value) ->
            value.ifPresentOrElse(
                bytes -> batch.put(StoreFamily.CURVES, key.bytes(), bytes),
                () -> batch.remove(StoreFamily.CURVES, key.bytes())));
  }
}
