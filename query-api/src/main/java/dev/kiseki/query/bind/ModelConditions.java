package dev.kiseki.query.bind;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.query.bind.ModelKeys.ModelKey;
import dev.kiseki.query.filter.Condition;
import dev.kiseki.query.filter.FilterFault;
import dev.kiseki.query.filter.Operand;
import dev.kiseki.store.scan.PointMatch.Dataset;
import dev.kiseki.store.scan.RunPredicate;
import dev.kiseki.store.scan.TextTest;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads key and value of a condition on logged models. */
final class ModelConditions implements Condition.Cases<Checked<RunPredicate>> {
  private static final String OF_TEXTS = "('=', '!=', 'LIKE', 'ILIKE', 'IN', 'NOT IN')";
  private static final String PREFIX = "LOGGED_MODEL_";

  private final ModelNumbers numbers;

  /**
   * @param nowMillis what now() means
   * @param datasets what conditions on metrics are restricted to; none = not
   */
  ModelConditions(long nowMillis, List<Dataset> datasets) {
    this.numbers = new ModelNumbers(nowMillis, datasets);
  }

  @Override
  public Checked<RunPredicate> nullTest(Condition.NullTest test) {
    ModelKey key = key(test.left());
    boolean present = test.negated();
    RunPredicate predicate =
        switch (key.entity()) {
          case METRIC -> numbers.present(key, present);
          case PARAM, TAG -> new RunPredicate.Presence(key.text(), present);
          case ATTRIBUTE, DATASET ->
              key.time().isPresent()
                  ? new RunPredicate.TimePresence(key.time().get(), present)
                  : new RunPredicate.Presence(key.text(), present);
        };
    return () -> predicate;
  }

  @Override
  public Checked<RunPredicate> comparison(Condition.Comparison condition) {
    ModelKey key = key(condition.left());
    if (key.entity() == Entity.METRIC) {
      return numbers.metric(key, condition);
    }
    if (key.time().isPresent()) {
      return numbers.time(key, key.time().get(), condition);
    }
    if (condition.right() instanceof Operand.Listing listing) {
      if (!Operators.membership(condition)) {
        throw unknown(condition, key);
      }
      return match(key, Operators.membership(condition, members(key, listing)));
    }
    String value = value(key, condition.operator(), condition.right());
    return () ->
        new RunPredicate.TextMatch(
            key.text(),
            Operators.textTest(condition.operator(), value)
                .orElseThrow(() -> unknown(condition, key)));
  }

  @Override
  public Checked<RunPredicate> between(Condition.Between condition) {
    ModelKey key = key(condition.left());
    if (key.entity() == Entity.METRIC) {
      return numbers.metric(key, condition);
    }
    if (key.time().isPresent()) {
      return numbers.time(key, key.time().get(), condition);
    }
    return match(
        key,
        new TextTest.Between(
            value(key, "=", condition.low()),
            value(key, "=", condition.high()),
            !condition.negated()));
  }

  private static ModelKey key(Operand left) {
    if (left instanceof Operand.Call call) {
      RunKeys.RunKey metric = MetricFunctions.key(call, Operators.noIdentifier(left));
      return new ModelKey(Entity.METRIC, metric.key(), Optional.of(metric.aggregate()));
    }
    Operators.requireIdentifier(
        left, "a key on the left: metrics.name, params.name, tags.name or an attribute");
    return FilterFault.located(left, () -> ModelKeys.filterKey(left.source()));
  }

  private static Checked<RunPredicate> match(ModelKey key, TextTest test) {
    return () -> new RunPredicate.TextMatch(key.text(), test);
  }

  /** MLflow takes a value without quotes for a text as well, so {@code params.depth = 3} holds. */
  private static String value(ModelKey key, String operator, Operand operand) {
    String text =
        operand instanceof Operand.Text || operand instanceof Operand.Symbol
            ? operand.source().substring(1, operand.source().length() - 1)
            : operand.source();
    if (operand instanceof Operand.Call || operand instanceof Operand.Moment) {
      throw FilterFault.at(
          operand.position(),
          "Expected a quoted string value for "
              + key.printed()
              + ". Got value "
              + FilterFault.quote(operand.source()),
          "a text in quotes");
    }
    return key.status() && !operator.contains("LIKE") ? status(text) : text;
  }

  private static Set<String> members(ModelKey key, Operand.Listing listing) {
    Set<String> members = Literals.members(listing);
    if (!key.status()) {
      return members;
    }
    Set<String> statuses = new LinkedHashSet<>();
    members.forEach(member -> statuses.add(status(member)));
    return statuses;
  }

  /** As it is stored: {@code READY} for that, for {@code LOGGED_MODEL_READY} and for 2. */
  private static String status(String text) {
    return switch (text) {
      case "1" -> "PENDING";
      case "2" -> "READY";
      case "3" -> "UPLOAD_FAILED";
      default -> {
        String upper = text.toUpperCase(Locale.ROOT);
        yield upper.startsWith(PREFIX) ? upper.substring(PREFIX.length()) : upper;
      }
    };
  }

  private static TrackingException unknown(Condition.Comparison condition, ModelKey key) {
    return unknown(condition, key, OF_TEXTS, Operators.ALL_OF_TEXTS);
  }

  /** MLflow's words about an operator that the key has not. */
  static TrackingException unknown(
      Condition.Comparison condition, ModelKey key, String mlflow, String allowed) {
    return FilterFault.at(
        condition.operatorPosition(),
        "Invalid comparison operator for "
            + key.printed()
            + ": '"
            + FilterFault.quote(condition.operator())
            + "'. Expected one of "
            + mlflow
            + ".",
        allowed);
  }
}
