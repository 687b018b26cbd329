package dev.kiseki.store.scan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/**
 * Keeps the first {@code limit} of what it is offered: memory for that many, n · log(limit)
 * comparisons at worst. Not for several threads.
 */
public final class BoundedSelection<T> {
  private final int limit;
  private final Comparator<? super T> order;
  private final PriorityQueue<T> lastFirst;

  public BoundedSelection(int limit, Comparator<? super T> order) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit " + limit);
    }
    this.limit = limit;
    this.order = order;
    this.lastFirst = new PriorityQueue<>(order.reversed());
  }

  public void offer(T candidate) {
    if (lastFirst.size() < limit) {
      lastFirst.add(candidate);
    } else if (order.compare(candidate, lastFirst.peek()) < 0) {
      lastFirst.poll();
      lastFirst.add(candidate);
    }
  }

  /** The last of what is kept once that is as much as may be: what comes after it will not be. */
  public Optional<T> last() {
    return lastFirst.size() < limit ? Optional.empty() : Optional.of(lastFirst.peek());
  }

  /** What was kept, in order. */
  public List<T> sorted() {
    List<T> rows = new ArrayList<>(lastFirst);
    rows.sort(order);
    return rows;
  }
}
