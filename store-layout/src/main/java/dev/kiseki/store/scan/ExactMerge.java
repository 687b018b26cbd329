package dev.kiseki.store.scan;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * Merges inputs that are each in strict order into one. A row comes out only when no input could
 * still deliver an earlier one, so the merge asks for batches and never blocks: while {@link
 * #starved} names an input, give it a batch or its end. Holds what was given and not yet polled.
 *
 * <p>Rows out of order, or equal ones in two inputs, mean that an input broke its word; then it
 * throws {@link IllegalStateException} instead of giving a wrong answer. Not for several threads.
 */
public final class ExactMerge<T> {
  private final Comparator<? super T> order;
  private final List<Input<T>> inputs = new ArrayList<>();
  private final PriorityQueue<Input<T>> heads;
  private final Deque<Integer> starved = new ArrayDeque<>();
  private T last;

  private static final class Input<T> {
    final int number;
    final Deque<T> rows = new ArrayDeque<>();
    T newest;
    boolean ended;

    Input(int number) {
      this.number = number;
    }
  }

  public ExactMerge(int count, Comparator<? super T> order) {
    this.order = order;
    this.heads = new PriorityQueue<>(Comparator.comparing(input -> input.rows.peekFirst(), order));
    for (int i = 0; i < count; i++) {
      inputs.add(new Input<>(i));
      starved.add(i);
    }
  }

  /** An input that must deliver before the next row is known; empty when it is known. */
  public Optional<Integer> starved() {
    return Optional.ofNullable(starved.peek());
  }

  /** Gives the starved input its next rows, at least one. */
  public void add(int number, List<T> batch) {
    Input<T> input = take(number);
    for (T row : batch) {
      if (input.newest != null && order.compare(input.newest, row) >= 0) {
        throw new IllegalStateException("input " + number + " is not in order");
      }
      input.newest = row;
      input.rows.add(row);
    }
    if (input.rows.isEmpty()) {
      throw new IllegalArgumentException("an empty batch; say end instead");
    }
    heads.add(input);
  }

  /** Says that the starved input has no more rows. */
  public void end(int number) {
    take(number).ended = true;
  }

  private Input<T> take(int number) {
    Input<T> input = inputs.get(number);
    if (input.ended || !starved.remove(number)) {
      throw new IllegalArgumentException("input " + number + " is not starved");
    }
    return input;
  }

  /** The next row; empty at the end of all inputs. Only while nobody is starved. */
  public Optional<T> poll() {
    if (!starved.isEmpty()) {
      throw new IllegalStateException("input " + starved.peek() + " has not delivered");
    }
    Input<T> first = heads.poll();
    if (first == null) {
      return Optional.empty();
    }
    T row = first.rows.pollFirst();
    if (last != null && order.compare(last, row) >= 0) {
      throw new IllegalStateException("two inputs gave the same row");
    }
    last = row;
    if (first.rows.isEmpty()) {
      starved.add(first.number);
    } else {
      heads.add(first);
    }
    return Optional.of(row);
  }

  /** Merges iterators, reading one row ahead of each. */
  public static <T> Iterator<T> of(
      List<? extends Iterator<? extends T>> sources, Comparator<? super T> order) {
    return new MergedIterator<>(sources, order);
  }

  private static final class MergedIterator<T> implements Iterator<T> {
    private final List<? extends Iterator<? extends T>> sources;
    private final ExactMerge<T> merge;
    private Optional<T> next = Optional.empty();

    MergedIterator(List<? extends Iterator<? extends T>> sources, Comparator<? super T> order) {
      this.sources = sources;
      this.merge = new ExactMerge<>(sources.size(), order);
    }

    @Override
    public boolean hasNext() {
      if (next.isPresent()) {
        return true;
      }
      for (var starved = merge.starved(); starved.isPresent(); starved = merge.starved()) {
        Iterator<? extends T> source = sources.get(starved.get());
        if (source.hasNext()) {
          merge.add(starved.get(), List.of(source.next()));
        } else {
          merge.end(starved.get());
        }
      }
      next = merge.poll();
      return next.isPresent();
    }

    @Override
    public T next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      T row = next.orElseThrow();
      next = Optional.empty();
      return row;
    }
  }
}
