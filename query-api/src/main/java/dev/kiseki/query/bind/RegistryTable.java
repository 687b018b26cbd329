package dev.kiseki.query.bind;

import dev.kiseki.event.map.KeyedMap;
import dev.kiseki.event.registry.ModelVersion;
import dev.kiseki.event.registry.RegisteredModel;
import dev.kiseki.store.scan.SortValue;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/**
 * What rows of the registry are searched and ordered by. MLflow 3.17.2: {@code SearchModelUtils},
 * {@code SearchModelVersionUtils}.
 *
 * @param texts attributes to filter by
 * @param lists those of them that MLflow compares with lists
 * @param numbers attributes to filter by
 * @param orders keys to order by; different ones may stand for the same value
 * @param validOrders as MLflow names them
 * @param entities whether an order key may say that it is an attribute
 * @param usual the order when none is given
 * @param ties what makes an order total, for keys that are not in it
 */
public record RegistryTable<R>(
    Map<String, Function<R, String>> texts,
    Set<String> lists,
    Map<String, ToLongFunction<R>> numbers,
    Function<R, KeyedMap<String>> tags,
    Map<String, Order<R>> orders,
    String validOrders,
    boolean entities,
    List<String> usual,
    List<String> ties) {

  /** A value to order by. */
  public record Order<R>(String value, boolean text, Function<R, SortValue> of) {}

  /** A version and the model it is of. */
  public record VersionRow(RegisteredModel model, ModelVersion version) {}

  /** Registered models. */
  public static final RegistryTable<RegisteredModel> MODELS =
      new RegistryTable<>(
          Map.of("name", RegisteredModel::name),
          Set.of("name"),
          Map.of(),
          RegisteredModel::tags,
          orders(
              List.of("name", "timestamp", "last_updated_timestamp"),
              List.of(
                  text("name", RegisteredModel::name),
                  whole("updated", RegisteredModel::updatedAtMillis),
                  whole("updated", RegisteredModel::updatedAtMillis))),
          "{'name', 'timestamp'}",
          false,
          List.of("name"),
          List.of("name"));

  /** Versions of registered models. */
  public static final RegistryTable<VersionRow> VERSIONS =
      new RegistryTable<>(
          ordered(
              List.of("name", "run_id", "source_path"),
              List.of(
                  row -> row.model().name(),
                  row -> row.version().runId(),
                  row -> row.version().source())),
          Set.of("name", "run_id"),
          Map.of("version_number", row -> row.version().number()),
          row -> row.version().tags(),
          orders(
              List.of("version_number", "name", "last_updated_timestamp", "creation_timestamp"),
              List.of(
                  whole("version_number", row -> row.version().number()),
                  text("name", row -> row.model().name()),
                  whole("last_updated_timestamp", row -> row.version().updatedAtMillis()),
                  whole("creation_timestamp", row -> row.version().createdAtMillis()))),
          "{'version_number', 'name', 'last_updated_timestamp', 'creation_timestamp'}",
          true,
          List.of("last_updated_timestamp DESC", "name ASC", "version_number DESC"),
          List.of("name", "version_number DESC"));

  /** The attributes to filter by, as MLflow names them. */
  String validKeys() {
    Set<String> keys = new LinkedHashSet<>(texts.keySet());
    keys.addAll(numbers.keySet());
    return "{'" + String.join("', '", keys) + "'}";
  }

  private static <R> Order<R> text(String value, Function<R, String> of) {
    return new Order<>(value, true, row -> new SortValue.Text(of.apply(row)));
  }

  private static <R> Order<R> whole(String value, ToLongFunction<R> of) {
    return new Order<>(value, false, row -> new SortValue.Whole(of.applyAsLong(row)));
  }

  private static <R> Map<String, Order<R>> orders(List<String> keys, List<Order<R>> orders) {
    return ordered(keys, orders);
  }

  private static <V> Map<String, V> ordered(List<String> keys, List<V> values) {
    Map<String, V> map = new LinkedHashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      map.put(keys.get(i), values.get(i));
    }
    return map;
  }
}
