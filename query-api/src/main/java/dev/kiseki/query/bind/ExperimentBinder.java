package dev.kiseki.query.bind;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.query.filter.Filter;
import dev.kiseki.query.filter.FilterFault;
import dev.kiseki.query.filter.Operand;
import dev.kiseki.query.filter.OrderItem;
import dev.kiseki.query.filter.OrderParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Binds experiment filters and orders: MLflow 3.17.2's {@code SearchExperimentsUtils}. */
public final class ExperimentBinder {
  private static final String KEYS =
      "{'creation_time', 'experiment_id', 'last_update_time', 'name'}";

  private ExperimentBinder() {}

  /**
   * @param field empty for a tag
   */
  record ExperimentKey(Optional<ExperimentField> field, String key) {}

  /**
   * @param nowMillis what now() means
   * @throws TrackingException INVALID_PARAMETER_VALUE, with the position
   */
  public static ExperimentPredicate predicate(Filter filter, long nowMillis) {
    Expressions<ExperimentPredicate> expressions =
        new Expressions<>(
            new ExperimentConditions(nowMillis),
            ExperimentPredicate.AllOf::new,
            ExperimentPredicate.AnyOf::new,
            ExperimentPredicate.Not::new);
    return filter.root().match(expressions).bind();
  }

  /**
   * The given order, made total by the id: descending, or newest first and then ascending when
   * nothing is given.
   */
  public static ExperimentOrder order(List<String> clauses) {
    List<ExperimentOrder.Key> keys = new ArrayList<>();
    for (String clause :
        clauses.isEmpty() ? List.of("creation_time DESC", "experiment_id ASC") : clauses) {
      OrderItem item = OrderParser.parse(clause);
      keys.add(new ExperimentOrder.Key(orderField(item, clause), item.ascending()));
    }
    if (keys.stream().noneMatch(key -> key.field() == ExperimentField.EXPERIMENT_ID)) {
      keys.add(new ExperimentOrder.Key(ExperimentField.EXPERIMENT_ID, false));
    }
    return new ExperimentOrder(keys);
  }

  private static ExperimentField orderField(OrderItem item, String clause) {
    Operand name = item.key();
    if (name instanceof Operand.Call) {
      throw FilterFault.at(
          name.position(), OrderParser.notParsed(clause), "an attribute; no function");
    }
    return FilterFault.located(name, () -> key(name.source()))
        .field()
        .orElseThrow(
            () ->
                FilterFault.at(
                    name.position(),
                    "Invalid order_by entity: tag",
                    "name, experiment_id, creation_time and last_update_time"));
  }

  static ExperimentKey key(String name) {
    Identifier identifier = Identifier.of(name);
    return switch (identifier.entity()) {
      case "tag", "tags" -> new ExperimentKey(Optional.empty(), identifier.key());
      case "attribute" -> {
        ExperimentField field =
            ExperimentField.ofKey(identifier.key())
                .orElseThrow(
                    () ->
                        TrackingException.invalid(
                            "Invalid attribute key '"
                                + FilterFault.quote(identifier.key())
                                + "' specified. Valid keys are '"
                                + KEYS
                                + "'"));
        yield new ExperimentKey(Optional.of(field), identifier.key());
      }
      default ->
          throw TrackingException.invalid(
              "Invalid entity type '"
                  + FilterFault.quote(identifier.entity())
                  + "'. Valid entity types are ('attribute', 'tag', 'tags')");
    };
  }
}
