package dev.kiseki.processor.search;

import dev.kiseki.store.index.IndexEntry;
import dev.kiseki.store.index.IndexName;
import dev.kiseki.store.scan.OrderKey;
import dev.kiseki.store.scan.RunOrder;
import dev.kiseki.store.scan.SortKey;
import dev.kiseki.store.scan.SortValue;
import dev.kiseki.store.scan.TextOf;
import dev.kiseki.store.scan.TimeAttribute;
import java.util.List;
import java.util.Optional;

/**
 * The index in whose order a query's rows stand.
 *
 * @param first the order's first key
 * @param index empty when runs are not indexed by that key
 * @param exact entries of one value stand in the query's order too, so that each entry's place is
 *     known without its document
 */
record OrderPath(OrderKey first, Optional<IndexName> index, boolean exact) {
  private static final OrderKey.Source START = new OrderKey.Time(TimeAttribute.START_TIME);

  static OrderPath of(RunOrder order) {
    List<OrderKey> keys = order.keys();
    OrderKey first = keys.get(0);
    // The last key is the run id; before it stands start_time, newest first, unless asked
    // otherwise.
    boolean byStart = first.source().equals(START);
    if (byStart && !first.ascending() && keys.size() == 2) {
      return new OrderPath(first, Optional.of(IndexName.EVERY), true);
    }
    boolean exact = byStart ? keys.size() == 2 : keys.size() == 3 && newest(keys.get(1));
    return new OrderPath(first, first.source().match(ToIndex.INSTANCE), exact);
  }

  private static boolean newest(OrderKey key) {
    return key.source().equals(START) && !key.ascending();
  }

  boolean every() {
    return index.equals(Optional.of(IndexName.EVERY));
  }

  /** Whether a run may lack the first key. */
  boolean mayMiss() {
    return first.source().match(MayMiss.INSTANCE);
  }

  /** An entry's place; only when this is exact and the entry's value is whole. */
  SortKey placeOf(IndexEntry entry) {
    return every()
        ? new SortKey(List.of(start(entry), id(entry)))
        : place(entry.sortValue(), entry);
  }

  /** The place of a run that lacks the first key. */
  SortKey placeOfMissing(IndexEntry entry) {
    return place(new SortValue.Missing(), entry);
  }

  private SortKey place(SortValue value, IndexEntry entry) {
    return first.source().equals(START)
        ? new SortKey(List.of(value, id(entry)))
        : new SortKey(List.of(value, start(entry), id(entry)));
  }

  private static SortValue start(IndexEntry entry) {
    return new SortValue.Whole(entry.startTimeMillis());
  }

  private static SortValue id(IndexEntry entry) {
    return new SortValue.Text(entry.run().text());
  }

  private enum ToIndex implements OrderKey.Cases<Optional<IndexName>> {
    INSTANCE;

    @Override
    public Optional<IndexName> metric(OrderKey.Metric metric) {
      return IndexName.metric(metric.key(), metric.of());
    }

    @Override
    public Optional<IndexName> text(OrderKey.Text text) {
      return IndexName.text(text.of());
    }

    @Override
    public Optional<IndexName> time(OrderKey.Time time) {
      return Optional.of(IndexName.time(time.attribute()));
    }

    /** Which point is the latest of a data set only the document tells. */
    @Override
    public Optional<IndexName> point(OrderKey.Point point) {
      return Optional.empty();
    }
  }

  private enum MayMiss implements OrderKey.Cases<Boolean> {
    INSTANCE;

    @Override
    public Boolean metric(OrderKey.Metric metric) {
      return true;
    }

    @Override
    public Boolean text(OrderKey.Text text) {
      return !(text.of() instanceof TextOf.Attribute);
    }

    @Override
    public Boolean time(OrderKey.Time time) {
      return time.attribute() != TimeAttribute.START_TIME;
    }

    @Override
    public Boolean point(OrderKey.Point point) {
      return true;
    }
  }
}
