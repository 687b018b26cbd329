package dev.kiseki.query.bind;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.query.filter.FilterFault;
import dev.kiseki.query.filter.Operand;
import dev.kiseki.query.filter.OrderItem;
import dev.kiseki.query.filter.OrderParser;
import dev.kiseki.store.scan.SortKey;
import dev.kiseki.store.scan.SortOrder;
import dev.kiseki.store.scan.SortValue;
import java.util.ArrayList;
import java.util.List;

/** A total order of rows of the registry. */
public final class RegistryOrder<R> {
  private final List<Key<R>> keys;

  private record Key<R>(RegistryTable.Order<R> order, boolean ascending) {}

  private RegistryOrder(List<Key<R>> keys) {
    this.keys = List.copyOf(keys);
  }

  /**
   * The given order, made total as MLflow 3.17.2 does it.
   *
   * @throws TrackingException INVALID_PARAMETER_VALUE for an unknown key and for one that comes
   *     twice, which is 500 there
   */
  public static <R> RegistryOrder<R> of(List<String> clauses, RegistryTable<R> table) {
    List<Key<R>> keys = new ArrayList<>();
    for (String clause : clauses.isEmpty() ? table.usual() : clauses) {
      Key<R> key = key(clause, table);
      if (holds(keys, key)) {
        throw TrackingException.invalid(
            "`order_by` contains duplicate fields: " + FilterFault.quote(clauses.toString()));
      }
      keys.add(key);
    }
    for (String tie : table.ties()) {
      Key<R> key = key(tie, table);
      if (!holds(keys, key)) {
        keys.add(key);
      }
    }
    return new RegistryOrder<>(keys);
  }

  private static <R> boolean holds(List<Key<R>> keys, Key<R> key) {
    return keys.stream().anyMatch(other -> other.order().value().equals(key.order().value()));
  }

  private static <R> Key<R> key(String clause, RegistryTable<R> table) {
    OrderItem item = OrderParser.parse(clause);
    Operand name = item.key();
    if (name instanceof Operand.Call) {
      throw FilterFault.at(
          name.position(), OrderParser.notParsed(clause), "an attribute; no function");
    }
    Identifier identifier = Identifier.of(name.source());
    boolean plain = name.source().indexOf('.') < 0;
    RegistryTable.Order<R> order =
        plain || (table.entities() && identifier.entity().equals("attribute"))
            ? table.orders().get(identifier.key())
            : null;
    if (order == null) {
      throw FilterFault.at(
          name.position(),
          "Invalid order by key '"
              + FilterFault.quote(name.source())
              + "' specified. Valid keys are '"
              + table.validOrders()
              + "'");
    }
    return new Key<>(order, item.ascending());
  }

  public SortOrder comparator() {
    return new SortOrder(keys.stream().map(Key::ascending).toList());
  }

  /** Whether rows come by this value before all else. */
  public boolean beginsWith(String value, boolean ascending) {
    Key<R> first = keys.get(0);
    return first.order().value().equals(value) && first.ascending() == ascending;
  }

  /** Where the row stands. */
  public SortKey keyOf(R row) {
    return new SortKey(keys.stream().map(key -> key.order().of().apply(row)).toList());
  }

  /** Whether a position can stand in this order: as many values, each of the right kind. */
  public boolean accepts(SortKey position) {
    if (position.values().size() != keys.size()) {
      return false;
    }
    for (int i = 0; i < keys.size(); i++) {
      SortValue value = position.values().get(i);
      boolean fits =
          keys.get(i).order().text()
              ? value instanceof SortValue.Text
              : value instanceof SortValue.Whole;
      if (!fits) {
        return false;
      }
    }
    return true;
  }
}
