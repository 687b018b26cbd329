package dev.kiseki.query.bind;

import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.rule.Identifiers;
import dev.kiseki.event.rule.PythonText;
import dev.kiseki.query.bind.ExperimentBinder.ExperimentKey;
import dev.kiseki.query.filter.Condition;
import dev.kiseki.query.filter.FilterFault;
import dev.kiseki.query.filter.Operand;
import dev.kiseki.store.scan.Comparison;
import java.util.Set;
import java.util.stream.Collectors;

/** A condition on experiments whose key exists and whose value is of the key's type. */
interface ExperimentCondition {
  /** Checks the operator. */
  ExperimentPredicate bind();

  /** Reads key and value of a condition. */
  enum Reader implements Condition.Cases<ExperimentCondition> {
    INSTANCE;

    /** No experiment has it. */
    private static final ExperimentId NOBODY = new ExperimentId(Long.MIN_VALUE);

    @Override
    public ExperimentCondition nullTest(Condition.NullTest test) {
      ExperimentKey key = key(test.left());
      if (key.field().isPresent()) {
        throw FilterFault.at(
            test.left(),
            "IS NULL / IS NOT NULL is only supported for tags, not for attribute '"
                + key.key()
                + "'");
      }
      return () -> new ExperimentPredicate.TagPresence(key.key(), test.negated());
    }

    @Override
    public ExperimentCondition comparison(Condition.Comparison condition) {
      ExperimentKey key = key(condition.left());
      if (key.field().isEmpty()) {
        return tag(key, condition);
      }
      return switch (key.field().get()) {
        case NAME -> name(condition);
        case EXPERIMENT_ID -> id(condition);
        case CREATION_TIME, LAST_UPDATE_TIME -> time(key.field().get(), condition);
      };
    }

    private static ExperimentKey key(Operand left) {
      Operators.requireIdentifier(left);
      return FilterFault.located(left, () -> ExperimentBinder.key(left.source()));
    }

    private static ExperimentCondition tag(ExperimentKey key, Condition.Comparison condition) {
      String value =
          Literals.text(
              condition.right(),
              found ->
                  "Expected a quoted string value for tag (e.g. 'my-value'). Got value " + found);
      return () ->
          new ExperimentPredicate.TagMatch(
              key.key(),
              Operators.textTest(condition.operator(), value)
                  .orElseThrow(() -> invalid(condition, "tag", "=, !=, LIKE, ILIKE")));
    }

    private static ExperimentCondition name(Condition.Comparison condition) {
      if (condition.right() instanceof Operand.Listing listing) {
        throw FilterFault.at(
            listing,
            "Only ['experiment_id'] attributes support comparison with a list of quoted string"
                + " values.");
      }
      String value = attributeText(condition.right());
      return () ->
          new ExperimentPredicate.NameMatch(Operators.text(condition, value, Operators.ATTRIBUTE));
    }

    private static ExperimentCondition id(Condition.Comparison condition) {
      boolean list = condition.right() instanceof Operand.Listing;
      Set<String> texts =
          condition.right() instanceof Operand.Listing listing
              ? Literals.members(listing)
              : Set.of(attributeText(condition.right()));
      return () -> {
        boolean wanted =
            switch (condition.operator()) {
              case "=", "!=", "IN", "NOT IN" -> !condition.operator().matches("!=|NOT IN");
              default -> throw invalid(condition, "experiment_id", "=, !=, IN, NOT IN");
            };
        if (list != condition.operator().endsWith("IN")) {
          throw FilterFault.at(
              condition.right(),
              "Expected a quoted string value for attributes. Got value "
                  + FilterFault.quote(condition.right().source()));
        }
        Set<ExperimentId> ids =
            FilterFault.located(
                condition.right(),
                () -> texts.stream().map(Reader::idOf).collect(Collectors.toSet()));
        return new ExperimentPredicate.IdAmong(ids, wanted);
      };
    }

    private static ExperimentId idOf(String text) {
      try {
        return Identifiers.experiment(text);
      } catch (TrackingException e) {
        if (e.code() == ErrorCode.RESOURCE_DOES_NOT_EXIST) {
          return NOBODY;
        }
        throw e;
      }
    }

    private static ExperimentCondition time(ExperimentField field, Condition.Comparison condition) {
      Operand.Figure figure =
          Literals.figure(
              condition.right(),
              "Expected numeric value type for numeric attribute: " + field.key());
      TimeLiteral literal = TimeLiteral.of(figure);
      return () -> {
        Comparison comparison = Operators.number(condition, Operators.TIME);
        if (!figure.integer()) {
          throw FilterFault.at(
              figure.position(),
              "Invalid value for numeric attribute '"
                  + field.key()
                  + "': '"
                  + PythonText.repr(Double.parseDouble(figure.source()))
                  + "'",
              "whole milliseconds");
        }
        return new ExperimentPredicate.TimeCompare(
            field, comparison, literal.whole(), literal.fraction());
      };
    }

    private static String attributeText(Operand operand) {
      return Literals.text(
          operand, found -> "Expected a quoted string value for attributes. Got value " + found);
    }

    private static TrackingException invalid(
        Condition.Comparison condition, String what, String allowed) {
      return FilterFault.at(
          condition.operatorPosition(),
          "Invalid comparator for " + what + ": " + FilterFault.quote(condition.operator()),
          allowed);
    }
  }
}
