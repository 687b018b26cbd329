package dev.kiseki.query.bind;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.registry.RegisteredModel;
import dev.kiseki.query.filter.Condition;
import dev.kiseki.query.filter.FilterFault;
import dev.kiseki.query.filter.Operand;
import dev.kiseki.store.scan.Comparison;
import dev.kiseki.store.scan.TextTest;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/** Reads key and value of a condition on rows of the registry. */
final class RegistryConditions<R> implements Condition.Cases<Checked<Predicate<R>>> {
  private static final String TAG = "tag (e.g. 'my-value')";
  private static final String NUMBER = "a whole number";

  private final RegistryTable<R> table;

  /** Whether the tag that makes prompts is a tag as any other. */
  private final boolean promptTag;

  RegistryConditions(RegistryTable<R> table, boolean promptTag) {
    this.table = table;
    this.promptTag = promptTag;
  }

  /**
   * A key that can be filtered by.
   *
   * @param tag whether it is a tag's
   */
  record Key(boolean tag, String name) {}

  static Key key(RegistryTable<?> table, Operand left) {
    Operators.requireIdentifier(left, "a key on the left: an attribute or tags.name; no function");
    return FilterFault.located(left, () -> key(table, left.source()));
  }

  private static Key key(RegistryTable<?> table, String source) {
    Identifier identifier = Identifier.of(source);
    return switch (identifier.entity()) {
      case "tag", "tags" -> new Key(true, identifier.key());
      case "attribute" -> {
        String name = identifier.key();
        if (!table.texts().containsKey(name) && !table.numbers().containsKey(name)) {
          throw TrackingException.invalid(
              "Invalid attribute key '"
                  + FilterFault.quote(name)
                  + "' specified. Valid keys are '"
                  + table.validKeys()
                  + "'");
        }
        yield new Key(false, name);
      }
      default ->
          throw TrackingException.invalid(
              "Invalid entity type '"
                  + FilterFault.quote(identifier.entity())
                  + "'. Valid entity types are ('attribute', 'tag', 'tags')");
    };
  }

  @Override
  public Checked<Predicate<R>> nullTest(Condition.NullTest test) {
    Key key = key(table, test.left());
    boolean present = test.negated();
    if (!key.tag()) {
      return () -> row -> present; // every row has every attribute
    }
    return () -> row -> table.tags().apply(row).containsKey(key.name()) == present;
  }

  @Override
  public Checked<Predicate<R>> comparison(Condition.Comparison condition) {
    Key key = key(table, condition.left());
    if (key.tag()) {
      return tag(key.name(), textTest(condition, TAG, "tag", true));
    }
    ToLongFunction<R> number = table.numbers().get(key.name());
    if (number != null) {
      return number(key.name(), number, condition);
    }
    Function<R, String> text = table.texts().get(key.name());
    Checked<TextTest> test =
        textTest(condition, "attributes", "attribute", table.lists().contains(key.name()));
    return () -> {
      TextTest bound = test.bind();
      return row -> bound.holds(text.apply(row));
    };
  }

  @Override
  public Checked<Predicate<R>> between(Condition.Between condition) {
    Key key = key(table, condition.left());
    ToLongFunction<R> number = key.tag() ? null : table.numbers().get(key.name());
    if (number != null) {
      long low = whole(key.name(), condition.low());
      long high = whole(key.name(), condition.high());
      return () ->
          row -> {
            long value = number.applyAsLong(row);
            return (low <= value && value <= high) != condition.negated();
          };
    }
    String what = key.tag() ? TAG : "attributes";
    TextTest range =
        new TextTest.Between(
            text(condition.low(), what), text(condition.high(), what), !condition.negated());
    if (key.tag()) {
      return tag(key.name(), () -> range);
    }
    Function<R, String> text = table.texts().get(key.name());
    return () -> row -> range.holds(text.apply(row));
  }

  private Checked<Predicate<R>> tag(String name, Checked<TextTest> test) {
    if (name.equals(RegisteredModel.IS_PROMPT) && !promptTag) {
      return () -> {
        var unused = test.bind(); // it has to be right; what it asks for is asked for anyway
        return row -> true;
      };
    }
    return () -> {
      TextTest bound = test.bind();
      return row -> {
        Optional<String> value = table.tags().apply(row).get(name);
        return value.isPresent() && bound.holds(value.get());
      };
    };
  }

  /**
   * @param lists whether lists are compared with
   */
  private Checked<TextTest> textTest(
      Condition.Comparison condition, String what, String kind, boolean lists) {
    if (condition.right() instanceof Operand.Listing listing) {
      if (!Operators.membership(condition) || !lists) {
        throw FilterFault.at(
            listing.position(),
            "Only ['"
                + String.join("', '", table.lists().stream().sorted().toList())
                + "'] attributes support comparison with a list of quoted string values.",
            "a list after IN and NOT IN only, of these and of tags");
      }
      Set<String> members = Literals.members(listing);
      return () -> Operators.membership(condition, members);
    }
    String value = text(condition.right(), what);
    return () ->
        Operators.textTest(condition.operator(), value)
            .orElseThrow(
                () ->
                    FilterFault.at(
                        condition.operatorPosition(),
                        "Invalid comparator for "
                            + kind
                            + ": "
                            + FilterFault.quote(condition.operator()),
                        Operators.ALL_OF_TEXTS));
  }

  private static String text(Operand operand, String what) {
    return Literals.text(
        operand, found -> "Expected a quoted string value for " + what + ". Got value " + found);
  }

  private static <R> Checked<Predicate<R>> number(
      String name, ToLongFunction<R> number, Condition.Comparison condition) {
    if (condition.right() instanceof Operand.Listing listing && Operators.membership(condition)) {
      Set<Long> members =
          Set.copyOf(
              Literals.members(
                  listing,
                  "Invalid value for numeric attribute '" + name + "'",
                  NUMBER,
                  item -> Optional.of(whole(name, item))));
      boolean in = condition.operator().equals("IN");
      return () -> row -> members.contains(number.applyAsLong(row)) == in;
    }
    long value = whole(name, condition.right());
    return () -> {
      Comparison comparison =
          Comparison.ofSymbol(condition.operator())
              .orElseThrow(
                  () ->
                      FilterFault.at(
                          condition.operatorPosition(),
                          "Invalid comparator for attribute "
                              + name
                              + ": "
                              + FilterFault.quote(condition.operator()),
                          Operators.ALL_OF_NUMBERS));
      return row -> comparison.holds(Long.compare(number.applyAsLong(row), value));
    };
  }

  /** A whole number, in quotes or not; beyond a long, the nearest one, which no version has. */
  private static long whole(String name, Operand operand) {
    boolean quoted = operand instanceof Operand.Text || operand instanceof Operand.Symbol;
    String source = operand.source();
    String digits = quoted ? source.substring(1, source.length() - 1).strip() : source;
    if (!digits.matches("[+-]?\\d{1,400}")) {
      throw FilterFault.at(
          operand.position(),
          "Invalid value for numeric attribute '" + name + "': " + FilterFault.quote(source),
          NUMBER);
    }
    BigDecimal value = new BigDecimal(digits);
    return value
        .min(BigDecimal.valueOf(Long.MAX_VALUE))
        .max(BigDecimal.valueOf(Long.MIN_VALUE))
        .longValue();
  }
}
