package dev.kiseki.event.map;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * An immutable list of values by number, from 1 on, with gaps. A change copies one page of at most
 * 256 places and the array of pages; the rest is shared.
 */
public final class NumberedList<V> {
  private static final int PAGE = 256;
  private static final NumberedList<Object> EMPTY = new NumberedList<>(new Page[0]);

  private final Page[] pages;

  private static final class Page extends Part<Object> {
    static final Page NONE = new Page(new Object[0]);

    private final Object[] places;

    Page(Object[] places) {
      this.places = places;
    }

    @Override
    public void forEach(Consumer<? super Object> visitor) {
      for (Object value : places) {
        if (value != null) {
          visitor.accept(value);
        }
      }
    }

    Page with(int place, Object value) {
      Object[] changed = Arrays.copyOf(places, Math.max(places.length, place + 1));
      changed[place] = value;
      return new Page(changed);
    }
  }

  private NumberedList(Page[] pages) {
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
    return number < 1 || page >= pages.length || place >= pages[page].places.length
        ? Optional.empty()
        : Optional.ofNullable((V) pages[page].places[place]);
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
    Page[] changed = Arrays.copyOf(pages, Math.max(pages.length, page + 1));
    for (int i = pages.length; i < changed.length; i++) {
      changed[i] = Page.NONE;
    }
    changed[page] = changed[page].with(place, value);
    return new NumberedList<>(changed);
  }

  /** The values by groups that lie together, in the order of their numbers. */
  @SuppressWarnings("unchecked")
  public List<Part<V>> parts() {
    return (List<Part<V>>) (List<?>) Collections.unmodifiableList(Arrays.asList(pages));
  }

  /** Above every number that has a value. */
  public int end() {
    return pages.length == 0
        ? 1
        : (pages.length - 1) * PAGE + pages[pages.length - 1].places.length + 1;
  }
}
