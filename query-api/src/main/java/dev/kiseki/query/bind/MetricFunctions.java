package dev.kiseki.query.bind;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.query.bind.RunKeys.RunKey;
import dev.kiseki.query.filter.FilterFault;
import dev.kiseki.query.filter.Operand;
import dev.kiseki.store.scan.MetricAggregate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Functions of all points of a metric, in place of a key: {@code max(metrics.loss)}. */
final class MetricFunctions {
  private static final String FUNCTIONS =
      Arrays.stream(MetricAggregate.values())
          .map(aggregate -> aggregate.name().toLowerCase(Locale.ROOT))
          .collect(Collectors.joining(", "));

  private static final String ONE_METRIC =
      "one metric in the parentheses, as max(metrics.loss) or max(metrics.`val/loss`)";

  private MetricFunctions() {}

  /**
   * @param complaint MLflow's words about what is no key
   * @throws TrackingException INVALID_PARAMETER_VALUE, with the position
   */
  static RunKey key(Operand.Call call, String complaint) {
    MetricAggregate aggregate =
        named(call.function())
            .orElseThrow(
                () ->
                    FilterFault.at(
                        call.position(),
                        complaint,
                        "a key, or one of the functions " + FUNCTIONS + " of a metric"));
    List<Operand> arguments = call.arguments().items().orElse(List.of());
    if (arguments.isEmpty()) {
      throw FilterFault.at(call.arguments().position(), complaint, ONE_METRIC);
    }
    Operand metric = arguments.get(0);
    if (arguments.size() > 1) {
      throw FilterFault.at(arguments.get(1).position(), complaint, ONE_METRIC);
    }
    Identifier name = Identifier.of(metric.source());
    if (!metric.identifier() || !Entity.named(name.entity()).equals(Optional.of(Entity.METRIC))) {
      throw FilterFault.at(metric.position(), complaint, ONE_METRIC);
    }
    return new RunKey(Entity.METRIC, name.key(), aggregate);
  }

  /** In any case. */
  private static Optional<MetricAggregate> named(String function) {
    return Arrays.stream(MetricAggregate.values())
        .filter(aggregate -> aggregate.name().equalsIgnoreCase(function))
        .findFirst();
  }
}
