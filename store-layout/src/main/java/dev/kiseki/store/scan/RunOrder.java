package dev.kiseki.store.scan;

import dev.kiseki.store.document.RunDocument;
import java.util.ArrayList;
import java.util.List;

/**
 * The total order of a run search: the given keys, then start_time descending unless it is one of
 * them, then run_id ascending (MLflow 3.17.2, {@code _get_orderby_clauses}).
 */
public final class RunOrder {
  private final List<OrderKey> keys;
  private final SortOrder order;

  private RunOrder(List<OrderKey> keys) {
    this.keys = List.copyOf(keys);
    this.order = new SortOrder(keys.stream().map(OrderKey::ascending).toList());
  }

  public static RunOrder of(List<OrderKey> given) {
    OrderKey.Source startTime = new OrderKey.Time(TimeAttribute.START_TIME);
    OrderKey.Source runId = new OrderKey.Text(new TextOf.Attribute(TextAttribute.RUN_ID));
    List<OrderKey> keys = new ArrayList<>(given);
    if (given.stream().noneMatch(key -> key.source().equals(startTime))) {
      keys.add(new OrderKey(startTime, false));
    }
    keys.add(new OrderKey(runId, true));
    return new RunOrder(keys);
  }

  /** The keys with the tie-break. */
  public List<OrderKey> keys() {
    return keys;
  }

  /** Where the run stands. */
  public SortKey keyOf(RunDocument run) {
    SortValue[] values = new SortValue[keys.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = keys.get(i).source().in(run);
    }
    return new SortKey(List.of(values));
  }

  public SortOrder comparator() {
    return order;
  }

  /** Whether a position can stand in this order: as many values, each of the right kind. */
  public boolean accepts(SortKey position) {
    if (position.values().size() != keys.size()) {
      return false;
    }
    for (int i = 0; i < keys.size(); i++) {
      if (!position.values().get(i).match(new FitsSource(keys.get(i).source()))) {
        return false;
      }
    }
    return true;
  }

  private record FitsSource(OrderKey.Source source) implements SortValue.Cases<Boolean> {
    @Override
    public Boolean missing() {
      return true;
    }

    @Override
    public Boolean number(SortValue.Numeric number) {
      return source instanceof OrderKey.Metric || source instanceof OrderKey.Point;
    }

    @Override
    public Boolean whole(SortValue.Whole whole) {
      return source instanceof OrderKey.Time;
    }

    @Override
    public Boolean text(SortValue.Text text) {
      return source instanceof OrderKey.Text;
    }
  }
}
