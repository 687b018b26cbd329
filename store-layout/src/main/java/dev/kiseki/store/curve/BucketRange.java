package dev.kiseki.store.curve;

import dev.kiseki.store.chunk.StepRange;
import java.util.List;

/**
 * Which buckets of a curve with ascending steps lie in a range of steps altogether.
 *
 * @param all buckets of the curve
 * @param from the first one inside
 * @param to behind the last one inside; {@code from} when none is
 * @param reaching how many have a point in the range, perhaps
 */
record BucketRange(List<Bucket> all, int from, int to, int reaching) {

  static BucketRange of(List<Bucket> buckets, StepRange steps) {
    int from = 0;
    while (from < buckets.size() && buckets.get(from).firstStep() < steps.first()) {
      from++;
    }
    int to = from;
    while (to < buckets.size() && buckets.get(to).lastStep() <= steps.last()) {
      to++;
    }
    boolean before = from > 0 && buckets.get(from - 1).lastStep() >= steps.first();
    boolean behind = to < buckets.size() && buckets.get(to).firstStep() <= steps.last();
    return new BucketRange(buckets, from, to, to - from + (before ? 1 : 0) + (behind ? 1 : 0));
  }

  int size() {
    return to - from;
  }

  /** Those inside. */
  List<Bucket> buckets() {
    return all.subList(from, to);
  }

  /** The steps of the range whose points are all in the buckets inside, of which there are some. */
  StepRange covered(StepRange steps) {
    boolean allBefore = from == 0 || all.get(from - 1).lastStep() < steps.first();
    boolean allBehind = to == all.size() || all.get(to).firstStep() > steps.last();
    return new StepRange(
        allBefore ? steps.first() : all.get(from).firstStep(),
        allBehind ? steps.last() : all.get(to - 1).lastStep());
  }
}
