package dev.kiseki.query.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Consecutive chunks that are read together, because each of them is small. No point in it comes
 * before (minTimestamp, minStep) or after (maxTimestamp, maxStep).
 */
record ChunkGroup(List<StoredChunk> chunks) {
  /** By where they begin in time. */
  static final Comparator<ChunkGroup> BY_BEGIN =
      Comparator.comparingLong(ChunkGroup::minTimestamp).thenComparingLong(ChunkGroup::minStep);

  private static final int ENOUGH = 65_536;

  /**
   * @param chunks by name
   */
  static List<ChunkGroup> of(List<StoredChunk> chunks) {
    List<ChunkGroup> groups = new ArrayList<>();
    List<StoredChunk> group = new ArrayList<>();
    int points = 0;
    for (StoredChunk chunk : chunks) {
      if (!group.isEmpty() && points + chunk.count() > ENOUGH) {
        groups.add(new ChunkGroup(List.copyOf(group)));
        group.clear();
        points = 0;
      }
      group.add(chunk);
      points += chunk.count();
    }
    if (!group.isEmpty()) {
      groups.add(new ChunkGroup(List.copyOf(group)));
    }
    return groups;
  }

  ChunkName first() {
    return chunks.get(0).name();
  }

  ChunkName last() {
    return chunks.get(chunks.size() - 1).name();
  }

  long points() {
    return chunks.stream().mapToLong(StoredChunk::count).sum();
  }

  long minTimestamp() {
    return chunks.stream().mapToLong(StoredChunk::minTimestamp).min().orElseThrow();
  }

  long maxTimestamp() {
    return chunks.stream().mapToLong(StoredChunk::maxTimestamp).max().orElseThrow();
  }

  long minStep() {
    return chunks.stream().mapToLong(StoredChunk::minStep).min().orElseThrow();
  }

  long maxStep() {
    return chunks.stream().mapToLong(StoredChunk::maxStep).max().orElseThrow();
  }

  /** Whether no point of it can stand at or after a place. */
  boolean endsBefore(long timestamp, long step) {
    return maxTimestamp() < timestamp || (maxTimestamp() == timestamp && maxStep() < step);
  }

  /** Whether these are the chunks that were listed, as they were then. */
  boolean same(List<StoredChunk> read) {
    if (read.size() != chunks.size()) {
      return false;
    }
    for (int i = 0; i < read.size(); i++) {
      if (!chunks.get(i).same(read.get(i))) {
        return false;
      }
    }
    return true;
  }

  /**
   * The most points of any groups that have to be in memory at once, when they are read in order of
   * time and each leaves when it has been passed.
   *
   * @param groups by where they begin
   * @param ahead how many more are read before they are needed
   */
  static long mostAtOnce(List<ChunkGroup> groups, int ahead) {
    List<ChunkGroup> held = new ArrayList<>();
    long most = 0;
    for (int i = 0; i < groups.size(); i++) {
      ChunkGroup group = groups.get(i);
      held.removeIf(earlier -> earlier.endsBefore(group.minTimestamp(), group.minStep()));
      held.add(group);
      int end = Math.min(i + 1 + ahead, groups.size());
      most = Math.max(most, points(held) + points(groups.subList(i + 1, end)));
    }
    return most;
  }

  private static long points(List<ChunkGroup> groups) {
    return groups.stream().mapToLong(ChunkGroup::points).sum();
  }
}
