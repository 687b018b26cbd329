package dev.kiseki.standalone.grow;

import dev.kiseki.event.topic.RunPartition;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which partitions of the next generation have what one of this generation has. The number grows by
 * a whole factor, so each new partition has runs of one old partition only, and their order, and
 * that of the stage markers between them, is the old one.
 *
 * @param before partitions of this generation
 * @param after partitions of the next one
 */
record Split(int before, int after) {
  /** More would not fit into what Kafka keeps with a group's offset. */
  static final int MOST_TIMES = 128;

  Split {
    if (after <= before || after % before != 0 || after / before > MOST_TIMES) {
      throw new GrowFailure(
          "--partitions must be 2 to %d times the %d there are, such as %d, not %d."
              .formatted(MOST_TIMES, before, 2 * before, after));
    }
  }

  /** New partitions for one old partition. */
  int times() {
    return after / before;
  }

  /** All that take from an old partition, by rising number. */
  List<Integer> children(int partition) {
    return IntStream.range(0, times()).mapToObj(time -> partition + time * before).toList();
  }

  /** Where a record goes: a run's to one of the children, a stage marker, without a key, to all. */
  List<Integer> places(int partition, byte[] key) {
    if (isMarker(key)) {
      return children(partition);
    }
    if (RunPartition.of(key, before) != partition) {
      throw new GrowFailure(
          "Partition %d has a record of a run that belongs to partition %d: this is not a topic of Kiseki."
              .formatted(partition, RunPartition.of(key, before)));
    }
    return List.of(RunPartition.of(key, after));
  }

  static boolean isMarker(byte[] key) {
    return key == null || key.length == 0;
  }
}
