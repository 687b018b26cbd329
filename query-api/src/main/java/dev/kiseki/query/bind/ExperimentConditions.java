package dev.kiseki.query.bind;

import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.rule.Identifiers;
import dev.kiseki.query.bind.ExperimentBinder.ExperimentKey;
import dev.kiseki.query.filter.Condition;
import dev.kiseki.query.filter.FilterFault;
import dev.kiseki.query.filter.Operand;
import dev.kiseki.store.scan.TextTest;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads key and value of a condition on experiments. */
final class ExperimentConditions implements Condition.Cases<Checked<ExperimentPredicate>> {
  private static final String TAG = "tag (e.g. 'my-value')";
  private static final String ATTRIBUTES = "attributes";
  private static final String ID_OPERATORS = "=, !=, IN, NOT IN, IS NULL, IS NOT NULL";

  /** No experiment has it. */
  private static final ExperimentId NOBODY = new ExperimentId(Long.MIN_VALUE);

  private final ExperimentTimes times;

  /**
   * @param nowMillis what now() means
   */
  ExperimentConditions(long nowMillis) {
    this.times = new ExperimentTimes(nowMillis);
  }

  @Override
  public Checked<ExperimentPredicate> nullTest(Condition.NullTest test) {
    ExperimentKey key = key(test.left());
    boolean present = test.negated();
    if (key.field().isEmpty()) {
      return () -> new ExperimentPredicate.TagPresence(key.key(), present);
    }
    // Every experiment has every attribute.
    return () ->
        present
            ? new ExperimentPredicate.AllOf(List.of())
            : new ExperimentPredicate.AnyOf(List.of());
  }

  @Override
  public Checked<ExperimentPredicate> comparison(Condition.Comparison condition) {
    ExperimentKey key = key(condition.left());
    if (key.field().isEmpty()) {
      return tag(key, condition);
    }
    return switch (key.field().get()) {
      case NAME -> name(condition);
      case EXPERIMENT_ID -> id(condition);
      case CREATION_TIME, LAST_UPDATE_TIME -> times.comparison(key.field().get(), condition);
    };
  }

  @Override
  public Checked<ExperimentPredicate> between(Condition.Between condition) {
    ExperimentKey key = key(condition.left());
    if (key.field().isEmpty()) {
      TextTest range = range(condition, TAG);
      return () -> new ExperimentPredicate.TagMatch(key.key(), range);
    }
    return switch (key.field().get()) {
      case NAME -> {
        TextTest range = range(condition, ATTRIBUTES);
        yield () -> new ExperimentPredicate.NameMatch(range);
      }
      case EXPERIMENT_ID ->
          throw invalid(
              condition.operatorPosition(), "experiment_id", condition.operator(), ID_OPERATORS);
      case CREATION_TIME, LAST_UPDATE_TIME -> times.between(key.field().get(), condition);
    };
  }

  private static ExperimentKey key(Operand left) {
    Operators.requireIdentifier(left, "a key on the left: an attribute or tags.name; no function");
    return FilterFault.located(left, () -> ExperimentBinder.key(left.source()));
  }

  private static TextTest range(Condition.Between condition, String what) {
    return new TextTest.Between(
        text(condition.low(), what), text(condition.high(), what), !condition.negated());
  }

  private static Checked<ExperimentPredicate> tag(
      ExperimentKey key, Condition.Comparison condition) {
    if (Operators.membership(condition)
        && condition.right() instanceof Operand.Listing listing
        && Literals.texts(listing)) {
      Set<String> members = Literals.members(listing);
      return () ->
          new ExperimentPredicate.TagMatch(key.key(), Operators.membership(condition, members));
    }
    String value = text(condition.right(), TAG);
    return () ->
        new ExperimentPredicate.TagMatch(
            key.key(),
            Operators.textTest(condition.operator(), value)
                .orElseThrow(
                    () ->
                        invalid(
                            condition.operatorPosition(),
                            "tag",
                            condition.operator(),
                            Operators.ALL_OF_TEXTS)));
  }

  private static Checked<ExperimentPredicate> name(Condition.Comparison condition) {
    if (condition.right() instanceof Operand.Listing listing) {
      if (!Operators.membership(condition)) {
        throw FilterFault.at(
            listing.position(),
            "Only ['experiment_id'] attributes support comparison with a list of quoted string"
                + " values.",
            "a list after IN and NOT IN only");
      }
      Set<String> members = Literals.members(listing);
      return () -> new ExperimentPredicate.NameMatch(Operators.membership(condition, members));
    }
    String value = text(condition.right(), ATTRIBUTES);
    return () ->
        new ExperimentPredicate.NameMatch(Operators.text(condition, value, Operators.ATTRIBUTE));
  }

  private static Checked<ExperimentPredicate> id(Condition.Comparison condition) {
    boolean list = condition.right() instanceof Operand.Listing;
    Set<String> texts =
        condition.right() instanceof Operand.Listing listing
            ? Literals.members(listing)
            : Set.of(text(condition.right(), ATTRIBUTES));
    return () -> {
      boolean wanted =
          switch (condition.operator()) {
            case "=", "IN" -> true;
            case "!=", "NOT IN" -> false;
            default ->
                throw invalid(
                    condition.operatorPosition(),
                    "experiment_id",
                    condition.operator(),
                    ID_OPERATORS);
          };
      if (list != condition.operator().endsWith("IN")) {
        throw FilterFault.at(
            condition.right().position(),
            "Expected a quoted string value for attributes. Got value "
                + FilterFault.quote(condition.right().source()),
            "a list after IN and NOT IN only");
      }
      Set<ExperimentId> ids =
          FilterFault.located(
              condition.right(),
              () -> texts.stream().map(ExperimentConditions::idOf).collect(Collectors.toSet()));
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

  private static String text(Operand operand, String what) {
    return Literals.text(
        operand, found -> "Expected a quoted string value for " + what + ". Got value " + found);
  }

  private static TrackingException invalid(
      int position, String what, String operator, String allowed) {
    return FilterFault.at(
        position, "Invalid comparator for " + what + ": " + FilterFault.quote(operator), allowed);
  }
}
