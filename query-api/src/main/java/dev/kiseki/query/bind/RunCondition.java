package dev.kiseki.query.bind;

import dev.kiseki.query.bind.RunKeys.RunKey;
import dev.kiseki.query.filter.Condition;
import dev.kiseki.query.filter.FilterFault;
import dev.kiseki.query.filter.Operand;
import dev.kiseki.store.scan.Comparison;
import dev.kiseki.store.scan.RunPredicate;
import dev.kiseki.store.scan.TextAttribute;
import dev.kiseki.store.scan.TextOf;
import dev.kiseki.store.scan.TextTest;
import java.util.Optional;
import java.util.Set;

/** A condition on runs whose key exists and whose value is of the key's type. */
interface RunCondition {
  /** Checks the operator. */
  RunPredicate bind();

  /** Reads key and value of a condition. */
  enum Reader implements Condition.Cases<RunCondition> {
    INSTANCE;

    @Override
    public RunCondition nullTest(Condition.NullTest test) {
      RunKey key = key(test.left());
      if (key.entity() != Entity.TAG && key.entity() != Entity.PARAM) {
        throw FilterFault.at(
            test.left(),
            "IS NULL / IS NOT NULL is only supported for tags and params, not for '"
                + key.entity().mlflowName()
                + "' '"
                + FilterFault.quote(key.key())
                + "'");
      }
      TextOf source =
          key.entity() == Entity.TAG ? new TextOf.Tag(key.key()) : new TextOf.Param(key.key());
      return () -> new RunPredicate.Presence(source, test.negated());
    }

    @Override
    public RunCondition comparison(Condition.Comparison condition) {
      RunKey key = key(condition.left());
      return switch (key.entity()) {
        case METRIC -> metric(key, condition);
        case PARAM -> text(key, new TextOf.Param(key.key()), Operators.KEYED, condition);
        case TAG -> text(key, new TextOf.Tag(key.key()), Operators.KEYED_TAG, condition);
        case ATTRIBUTE -> key.time().isPresent() ? time(key, condition) : attribute(key, condition);
        case DATASET -> dataset(key, condition);
      };
    }

    private static RunKey key(Operand left) {
      Operators.requireIdentifier(left);
      return FilterFault.located(left, () -> RunKeys.filterKey(left.source()));
    }

    private static RunCondition metric(RunKey key, Condition.Comparison condition) {
      Operand.Figure figure =
          Literals.figure(condition.right(), "Expected numeric value type for metric");
      return () -> {
        Comparison comparison = Operators.number(condition, Operators.NUMERIC);
        return new RunPredicate.MetricCompare(
            key.key(), comparison, Double.parseDouble(figure.source()));
      };
    }

    private static RunCondition time(RunKey key, Condition.Comparison condition) {
      TimeLiteral literal =
          TimeLiteral.of(
              Literals.figure(
                  condition.right(),
                  "Expected numeric value type for numeric attribute: " + key.key()));
      return () ->
          new RunPredicate.TimeCompare(
              key.time().orElseThrow(),
              Operators.number(condition, Operators.TIME),
              literal.whole(),
              literal.fraction());
    }

    private static RunCondition text(
        RunKey key, TextOf source, String operators, Condition.Comparison condition) {
      String value =
          Literals.text(
              condition.right(),
              found ->
                  "Expected a quoted string value for "
                      + key.entity().mlflowName()
                      + " (e.g. 'my-value'). Got value "
                      + found);
      return () -> new RunPredicate.TextMatch(source, Operators.text(condition, value, operators));
    }

    /** MLflow looks for the name in the tag, so a run whose tag was deleted has none to find. */
    private static RunCondition attribute(RunKey key, Condition.Comparison condition) {
      TextOf source =
          key.text() == TextAttribute.RUN_NAME
              ? new TextOf.Tag("mlflow.runName")
              : new TextOf.Attribute(key.text());
      if (condition.right() instanceof Operand.Listing listing) {
        if (key.text() != TextAttribute.RUN_ID) {
          throw FilterFault.at(
              listing,
              "Only ['run_id'] attributes support comparison with a list of quoted string values.");
        }
        Set<String> members = Literals.members(listing);
        return () ->
            new RunPredicate.TextMatch(
                source, Operators.list(condition, members, Operators.ATTRIBUTE));
      }
      String value =
          Literals.text(
              condition.right(),
              found -> "Expected a quoted string value for attributes. Got value " + found);
      return () ->
          new RunPredicate.TextMatch(source, Operators.text(condition, value, Operators.ATTRIBUTE));
    }

    private static RunCondition dataset(RunKey key, Condition.Comparison condition) {
      Optional<Set<String>> members =
          condition.right() instanceof Operand.Listing listing
              ? Optional.of(Literals.members(listing))
              : Optional.empty();
      String value =
          members.isPresent()
              ? ""
              : Literals.text(
                  condition.right(),
                  found ->
                      "Expected a quoted string value for dataset attributes. Got value " + found);
      return () -> {
        TextTest test =
            members.isPresent()
                ? Operators.list(condition, members.get(), Operators.DATASET)
                : Operators.text(condition, value, Operators.DATASET);
        return new RunPredicate.DatasetMatch(key.dataset().orElseThrow(), test);
      };
    }
  }
}
