package dev.kiseki.event.map;

import java.util.Arrays;
import java.util.Optional;

/**
 * An immutable list of values by number, from 1 on, with gaps. A change copies one page of at most
 * 256 places and the array of pages; the rest is shared.
 */
public final class NumberedList<V> {
  private static final int PAGE = 256;
  private static final NumberedList<Object> EMPTY = new NumberedList<>(new Object[0][]);

  private final Object[][] pages;

  private NumberedList(Object[][] pages) {
    this.pages = pages;
  }

  @SuppressWarnings("unchecked")
  public static <V> NumberedList<V> empty() {
    return (NumberedList<V>) EMPTY;
  }

  /** Empty when nothing has the number. */
  @SuppressWarnings("unchecked")
  public Optional<V> get(int number) {
    int page = (number - 1) / PAGE;
    int place = (number - 1) % PAGE;
    return number < 1 || page >= pages.length || place >= pages[page].length
        ? Optional.empty()
        : Optional.ofNullable((V) pages[page][place]);
  }

  /**
   * The list with another value at a number.
   *
   * @param value null = nothing
   */
  public NumberedList<V> with(int number, V value) {
    if (number < 1) {
      throw new IllegalArgumentException("numbers begin at 1: " + number);
    }
    int page = (number - 1) / PAGE;
    int place = (number - 1) % PAGE;
    Object[][] changed = Arrays.copyOf(pages, Math.max(pages.length, page + 1));
    for (int i = pages.length; i < page; i++) {
      changed[i] = new Object[0];
    }
    Object[] before = changed[page] == null ? new Object[0] : changed[page];
    changed[page] = Arrays.copyOf(before, Math.max(before.length, place + 1));
    changed[page][place] = value;
    return new NumberedList<>(changed);
  }

  /** Above every number that has a value. */
  public int end() {
    return pages.length == 0 ? 1 : (pages.length - 1) * PAGE + pages[pages.length - 1].length + 1;
  }
}
