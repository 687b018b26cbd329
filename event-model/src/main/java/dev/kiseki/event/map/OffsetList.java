package dev.kiseki.event.map;

import java.util.Arrays;

/**
 * An immutable list of ascending numbers, added to at its end. Eight bytes a number; adding copies
 * the last page of at most 256 and the array of pages.
 */
public final class OffsetList {
  public static final OffsetList EMPTY = new OffsetList(new long[0][], 0);
  private static final int PAGE = 256;

  private final long[][] pages;
  private final int size;

  private OffsetList(long[][] pages, int size) {
    this.pages = pages;
    this.size = size;
  }

  public int size() {
    return size;
  }

  public long get(int index) {
    return pages[index / PAGE][index % PAGE];
  }

  public OffsetList with(long offset) {
    int page = size / PAGE;
    int place = size % PAGE;
    long[][] changed = Arrays.copyOf(pages, Math.max(pages.length, page + 1));
    changed[page] = place == 0 ? new long[1] : Arrays.copyOf(changed[page], place + 1);
    changed[page][place] = offset;
    return new OffsetList(changed, size + 1);
  }

  /** Both together, in order; an offset that both have comes once. */
  public OffsetList with(OffsetList other) {
    OffsetList merged = EMPTY;
    int mine = 0;
    int theirs = 0;
    while (mine < size || theirs < other.size) {
      long next;
      if (theirs == other.size || (mine < size && get(mine) <= other.get(theirs))) {
        next = get(mine++);
      } else {
        next = other.get(theirs++);
      }
      if (merged.size == 0 || merged.get(merged.size - 1) != next) {
        merged = merged.with(next);
      }
    }
    return merged;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof OffsetList that
        && size == that.size
        && Arrays.deepEquals(pages, that.pages);
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(pages);
  }
}
