package dev.kiseki.query.bind;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.query.bind.RunKeys.RunKey;
import dev.kiseki.query.filter.Condition;
import dev.kiseki.query.filter.FilterFault;
import dev.kiseki.query.filter.Operand;
import dev.kiseki.store.scan.RunPredicate;
import dev.kiseki.store.scan.TextAttribute;
import dev.kiseki.store.scan.TextTest;
import java.util.Set;

/** Reads key and value of a condition on runs. */
final class RunConditions implements Condition.Cases<Checked<RunPredicate>> {
  private final RunNumbers numbers;

  /**
   * @param nowMillis what now() means
   */
  RunConditions(long nowMillis) {
    this.numbers = new RunNumbers(nowMillis);
  }

  @Override
  public Checked<RunPredicate> nullTest(Condition.NullTest test) {
    RunKey key = key(test.left());
    boolean present = test.negated();
    RunPredicate predicate =
        switch (key.entity()) {
          case METRIC -> new RunPredicate.MetricPresence(key.key(), present);
          case PARAM, TAG -> new RunPredicate.Presence(key.text(), present);
          case ATTRIBUTE ->
              key.time().isPresent()
                  ? new RunPredicate.TimePresence(key.time().get(), present)
                  : new RunPredicate.Presence(key.text(), present);
          case DATASET -> throw noDatasetNull(test, key);
        };
    return () -> predicate;
  }

  private static TrackingException noDatasetNull(Condition.NullTest test, RunKey key) {
    return FilterFault.at(
        test.left().position(),
        "IS NULL / IS NOT NULL is only supported for tags and params, not for '"
            + key.entity().mlflowName()
            + "' '"
            + FilterFault.quote(key.key())
            + "'",
        "params, tags, metrics and attributes");
  }

  @Override
  public Checked<RunPredicate> comparison(Condition.Comparison condition) {
    RunKey key = key(condition.left());
    return switch (key.entity()) {
      case METRIC -> numbers.metric(key, condition);
      case PARAM -> keyedText(key, Operators.KEYED, condition);
      case TAG -> keyedText(key, Operators.KEYED_TAG, condition);
      case ATTRIBUTE ->
          key.time().isPresent()
              ? numbers.time(key, key.time().get(), condition)
              : attribute(key, condition);
      case DATASET -> dataset(key, condition);
    };
  }

  @Override
  public Checked<RunPredicate> between(Condition.Between condition) {
    RunKey key = key(condition.left());
    return switch (key.entity()) {
      case METRIC -> numbers.metric(key, condition);
      case ATTRIBUTE ->
          key.time().isPresent()
              ? numbers.time(key, key.time().get(), condition)
              : match(key, range(key, condition));
      case PARAM, TAG, DATASET -> match(key, range(key, condition));
    };
  }

  private static RunKey key(Operand left) {
    if (left instanceof Operand.Call call) {
      return MetricFunctions.key(call, Operators.noIdentifier(left));
    }
    Operators.requireIdentifier(
        left,
        "a key on the left: metrics.name, params.name, tags.name, an attribute, or a function of a"
            + " metric as max(metrics.name)");
    return RunKeys.located(left, () -> RunKeys.filterKey(left.source()));
  }

  private static Checked<RunPredicate> match(RunKey key, TextTest test) {
    RunPredicate predicate =
        key.entity() == Entity.DATASET
            ? new RunPredicate.DatasetMatch(key.dataset().orElseThrow(), test)
            : new RunPredicate.TextMatch(key.text(), test);
    return () -> predicate;
  }

  private static TextTest range(RunKey key, Condition.Between condition) {
    return new TextTest.Between(
        text(key, condition.low()), text(key, condition.high()), !condition.negated());
  }

  private static String text(RunKey key, Operand operand) {
    String expected =
        switch (key.entity()) {
          case ATTRIBUTE -> "attributes";
          case DATASET -> "dataset attributes";
          case METRIC, PARAM, TAG -> key.entity().mlflowName() + " (e.g. 'my-value')";
        };
    return Literals.text(
        operand,
        found -> "Expected a quoted string value for " + expected + ". Got value " + found);
  }

  private static Checked<RunPredicate> keyedText(
      RunKey key, String operators, Condition.Comparison condition) {
    if (Operators.membership(condition)
        && condition.right() instanceof Operand.Listing listing
        && Literals.texts(listing)) {
      return match(key, Operators.membership(condition, Literals.members(listing)));
    }
    String value = text(key, condition.right());
    return () ->
        new RunPredicate.TextMatch(key.text(), Operators.text(condition, value, operators));
  }

  private static Checked<RunPredicate> attribute(RunKey key, Condition.Comparison condition) {
    if (condition.right() instanceof Operand.Listing listing) {
      if (key.textAttribute() != TextAttribute.RUN_ID && !Operators.membership(condition)) {
        throw FilterFault.at(
            listing.position(),
            "Only ['run_id'] attributes support comparison with a list of quoted string values.",
            "a list after IN and NOT IN only");
      }
      Set<String> members = Literals.members(listing);
      return () ->
          new RunPredicate.TextMatch(
              key.text(), Operators.list(condition, members, Operators.ATTRIBUTE));
    }
    String value = text(key, condition.right());
    return () ->
        new RunPredicate.TextMatch(
            key.text(), Operators.text(condition, value, Operators.ATTRIBUTE));
  }

  private static Checked<RunPredicate> dataset(RunKey key, Condition.Comparison condition) {
    if (condition.right() instanceof Operand.Listing listing) {
      Set<String> members = Literals.members(listing);
      return () ->
          new RunPredicate.DatasetMatch(
              key.dataset().orElseThrow(), Operators.list(condition, members, Operators.DATASET));
    }
    String value = text(key, condition.right());
    return () ->
        new RunPredicate.DatasetMatch(
            key.dataset().orElseThrow(), Operators.text(condition, value, Operators.DATASET));
  }
}
