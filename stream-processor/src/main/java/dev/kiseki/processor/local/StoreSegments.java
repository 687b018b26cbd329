package dev.kiseki.processor.local;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The segments of one store's indexes that are in memory, none of which overlap. A commit takes out
 * what it changes before it writes; who read before its end adds nothing any more, and nobody gets
 * a segment that is newer than his snapshot.
 */
final class StoreSegments {
  private final IndexMemory memory;
  private final CommitMoments moments;
  private final ConcurrentSkipListMap<byte[], Segment> byStart =
      new ConcurrentSkipListMap<>(Arrays::compareUnsigned);

  StoreSegments(IndexMemory memory, CommitMoments moments) {
    this.memory = memory;
    this.moments = moments;
  }

  /** The segment in which a key lies or would lie; null when none is known. */
  Segment covering(byte[] key, long moment) {
    return usable(byStart.floorEntry(key), key, moment, false);
  }

  /** The segment in which the last key before this one lies or would lie; null when not known. */
  Segment before(byte[] key, long moment) {
    return usable(byStart.lowerEntry(key), key, moment, true);
  }

  private Segment usable(Map.Entry<byte[], Segment> found, byte[] key, long moment, boolean upTo) {
    if (found == null) {
      return null;
    }
    Segment segment = found.getValue();
    int end = Arrays.compareUnsigned(key, segment.to);
    if (segment.moment > moment || end > 0 || (end == 0 && !upTo)) {
      return null;
    }
    memory.used(segment);
    return segment;
  }

  /** Keeps it for others, if it still holds and none that is here reaches into it. */
  synchronized void add(Segment segment) {
    if (!moments.still(segment.moment)) {
      return;
    }
    Map.Entry<byte[], Segment> last = byStart.lowerEntry(segment.to);
    if (last == null || Arrays.compareUnsigned(last.getValue().to, segment.from) <= 0) {
      byStart.put(segment.from, segment);
      memory.add(segment, this);
    }
  }

  /** A commit is going to change these keys; its moment has begun. */
  synchronized void writing(List<byte[]> keys) {
    if (byStart.isEmpty()) {
      return;
    }
    for (byte[] key : keys) {
      Map.Entry<byte[], Segment> found = byStart.floorEntry(key);
      if (found != null && Arrays.compareUnsigned(key, found.getValue().to) < 0) {
        byStart.remove(found.getKey());
        memory.remove(found.getValue());
      }
    }
  }

  void evicted(Segment segment) {
    byStart.remove(segment.from, segment);
  }

  synchronized void clear() {
    byStart.values().forEach(memory::remove);
    byStart.clear();
  }
}
