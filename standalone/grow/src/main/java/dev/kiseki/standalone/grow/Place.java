package dev.kiseki.standalone.grow;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How far one old partition is copied: everything before {@code next} is in the new ones, which
 * then ended at {@code ends}. Kept as the offset, and the text beside it, of a consumer group.
 *
 * @param next offset of the first record that may not be copied yet
 * @param markers stage markers among those before it, which are in each child
 * @param ends offsets after the children's last records, by rising number of partition
 */
record Place(long next, long markers, List<Long> ends) {
  private static final String SEPARATOR = ",";

  Place {
    ends = List.copyOf(ends);
  }

  static Place beginning(int children) {
    return new Place(0, 0, java.util.Collections.nCopies(children, 0L));
  }

  String text() {
    return markers
        + SEPARATOR
        + ends.stream().map(String::valueOf).collect(Collectors.joining(SEPARATOR));
  }

  static Place parse(long next, String text, int children) {
    try {
      List<Long> numbers = Arrays.stream(text.split(SEPARATOR, -1)).map(Long::valueOf).toList();
      if (numbers.size() == children + 1) {
        return new Place(next, numbers.get(0), numbers.subList(1, numbers.size()));
      }
    } catch (NumberFormatException e) {
      // refused below
    }
    throw new GrowFailure(
        "The group that remembers how far it was copied says '%s', which this command did not write."
            .formatted(text));
  }

  /**
   * Whether the children hold what was copied, no more and no less: a marker is in each of them.
   */
  boolean adds() {
    long held = ends.stream().mapToLong(Long::longValue).sum();
    return held == next + markers * (ends.size() - 1);
  }
}
