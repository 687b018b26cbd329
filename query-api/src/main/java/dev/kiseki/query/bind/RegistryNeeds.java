package dev.kiseki.query.bind;

import dev.kiseki.event.KeyValue;
import dev.kiseki.query.filter.Condition;
import dev.kiseki.query.filter.Expression;
import dev.kiseki.query.filter.Operand;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What every row has that passes a filter, so that others need not be looked at; a row that has it
 * need not pass.
 *
 * @param only of an attribute, the values of which a row has one
 * @param tags all of them
 * @param namePrefix what the name begins with; empty = anything
 */
public record RegistryNeeds(Map<String, Set<String>> only, List<KeyValue> tags, String namePrefix) {
  public RegistryNeeds {
    only = Map.copyOf(only);
    tags = List.copyOf(tags);
  }

  static RegistryNeeds of(Expression root, RegistryTable<?> table) {
    List<Expression> joined = root instanceof Expression.AllOf all ? all.terms() : List.of(root);
    Map<String, Set<String>> only = new TreeMap<>();
    List<KeyValue> tags = new ArrayList<>();
    String prefix = "";
    for (Expression term : joined) {
      if (term instanceof Condition.Comparison comparison) {
        RegistryConditions.Key key = RegistryConditions.key(table, comparison.left());
        if (key.tag()) {
          tag(key.name(), comparison, table).ifPresent(tags::add);
        } else if (table.texts().containsKey(key.name())) {
          values(comparison).ifPresent(values -> only.putIfAbsent(key.name(), values));
          prefix = key.name().equals("name") ? longer(prefix, prefix(comparison)) : prefix;
        }
      }
    }
    return new RegistryNeeds(only, tags, prefix);
  }

  /** The prompts' tag is not one of them: it also says which rows are searched at all. */
  private static Optional<KeyValue> tag(
      String key, Condition.Comparison comparison, RegistryTable<?> table) {
    return comparison.operator().equals("=") && !RegistryFilter.isPromptTag(table, comparison)
        ? RegistryFilter.quoted(comparison).map(value -> new KeyValue(key, value))
        : Optional.empty();
  }

  private static Optional<Set<String>> values(Condition.Comparison comparison) {
    return switch (comparison.operator()) {
      case "=" -> RegistryFilter.quoted(comparison).map(Set::of);
      case "IN" ->
          comparison.right() instanceof Operand.Listing listing
              ? Optional.of(Literals.members(listing))
              : Optional.empty();
      default -> Optional.empty();
    };
  }

  /** What a LIKE pattern begins with, before its first wildcard. */
  private static String prefix(Condition.Comparison comparison) {
    String pattern =
        comparison.operator().equals("LIKE") ? RegistryFilter.quoted(comparison).orElse("") : "";
    int end = 0;
    while (end < pattern.length() && "%_".indexOf(pattern.charAt(end)) < 0) {
      end++;
    }
    return pattern.substring(0, end);
  }

  private static String longer(String one, String other) {
    return other.length() > one.length() ? other : one;
  }
}
