package dev.kiseki.processor.search;

import dev.kiseki.event.id.RunId;
import dev.kiseki.processor.local.SearchedRuns;
import dev.kiseki.store.document.RunView;
import dev.kiseki.store.scan.RunOrder;
import dev.kiseki.store.scan.RunQuery;
import dev.kiseki.store.scan.SortKey;
import dev.kiseki.store.shard.AnsweredDatasets;
import dev.kiseki.store.shard.RunReplies;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * The first rows of a query among the runs that it was offered, as they were when they matched:
 * read again later, a changed run might stand where neither the filter nor the order puts it. Holds
 * as many rows as are asked for and no more.
 */
public final class TopRows {
  private final RunQuery query;
  private final RunOrder order;
  private final int limit;
  private final PriorityQueue<Row> lastFirst;
  private final Set<RunId> held = new HashSet<>();
  private UnaryOperator<RunView> join = view -> view;

  /** Up to so many rows stay as they are until they are sent: most of those that come in leave. */
  private static final int MOST_UNPACKED = 5_000;

  /**
   * @param view null once it is packed
   */
  private record Row(SortKey key, RunId run, RunView view, byte[] packed) {
    byte[] reply() {
      return packed == null ? pack(view) : packed;
    }

    /** Whether it lacks what its data sets are. */
    boolean bare() {
      return view != null && view.datasets().isEmpty() && !view.run().links().datasets().isEmpty();
    }
  }

  private static byte[] pack(RunView view) {
    return RunReplies.toProto(view).toByteArray();
  }

  public TopRows(RunQuery query, int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit below 1");
    }
    this.query = query;
    this.order = RunOrder.of(query.order());
    this.limit = limit;
    this.lastFirst =
        new PriorityQueue<>(Comparator.comparing(Row::key, order.comparator()).reversed());
  }

  /** Takes the run if it matches and belongs here; offering it again changes nothing. */
  public void offer(RunView view) {
    if (!query.matches(view)) {
      return;
    }
    SortKey key = order.keyOf(view.run());
    if (tooEarly(key) || tooLate(key) || !held.add(view.run().id())) {
      return;
    }
    if (lastFirst.size() == limit) {
      held.remove(lastFirst.remove().run());
    }
    boolean later = limit <= MOST_UNPACKED;
    lastFirst.add(
        new Row(key, view.run().id(), later ? view : null, later ? null : pack(join.apply(view))));
  }

  /** The runs that are offered next are of this partition. */
  void begin(SearchedRuns runs) {
    join = new DatasetJoin(runs)::of;
  }

  /** Gives those that stayed what their data sets are, while their partition can be asked. */
  void end() {
    if (lastFirst.stream().noneMatch(Row::bare)) {
      return;
    }
    List<Row> rows = List.copyOf(lastFirst);
    lastFirst.clear();
    for (Row row : rows) {
      lastFirst.add(row.bare() ? new Row(row.key(), row.run(), join.apply(row.view()), null) : row);
    }
  }

  RunQuery query() {
    return query;
  }

  RunOrder order() {
    return order;
  }

  int limit() {
    return limit;
  }

  boolean full() {
    return lastFirst.size() == limit;
  }

  /** The last row; only while it is {@link #full}. */
  SortKey last() {
    return lastFirst.element().key();
  }

  /** At or before the place after which rows are asked for. */
  boolean tooEarly(SortKey key) {
    return query.after().isPresent() && order.comparator().compare(key, query.after().get()) <= 0;
  }

  /** At or behind the last row, with no place left. */
  boolean tooLate(SortKey key) {
    return full() && order.comparator().compare(key, last()) >= 0;
  }

  /**
   * The rows in order, each a RunReply in its bytes; empties this.
   *
   * @throws BudgetExceededException when their data sets are more than one answer may hold
   */
  public Deque<byte[]> take() {
    Deque<byte[]> rows = new ArrayDeque<>(lastFirst.size());
    AnsweredDatasets answered = new AnsweredDatasets();
    while (!lastFirst.isEmpty()) {
      Row row = lastFirst.remove();
      if (row.view() != null && !answered.add(row.view().datasets())) {
        throw new BudgetExceededException(AnsweredDatasets.LIMIT);
      }
      rows.addFirst(row.reply());
    }
    held.clear();
    return rows;
  }
}
