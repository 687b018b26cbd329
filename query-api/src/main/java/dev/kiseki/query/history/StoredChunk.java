package dev.kiseki.query.history;

import dev.kiseki.store.chunk.Points;
import dev.kiseki.store.chunk.StepRange;

/**
 * A chunk in the history store. Bounds are inclusive, timestamps epoch milliseconds.
 *
 * @param lastOffset a chunk of the same name that reaches further holds these points, too
 * @param count points in it
 * @param points as many of them as were asked for, in the order they were logged
 */
public record StoredChunk(
    ChunkName name,
    long lastOffset,
    int count,
    long minStep,
    long maxStep,
    long minTimestamp,
    long maxTimestamp,
    Points points) {

  /** The same chunk, with the same points in it. */
  boolean same(StoredChunk other) {
    return name.equals(other.name) && lastOffset == other.lastOffset && count == other.count;
  }

  /** About how many of its points are in a range of steps, if they are spread evenly. */
  double countIn(StepRange steps) {
    double first = Math.max(minStep, steps.first());
    double last = Math.min(maxStep, steps.last());
    return last < first ? 0 : count * ((last - first + 1) / ((double) maxStep - minStep + 1));
  }

  boolean within(StepRange steps) {
    return minStep >= steps.first() && maxStep <= steps.last();
  }
}
