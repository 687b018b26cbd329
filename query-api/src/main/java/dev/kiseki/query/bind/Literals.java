package dev.kiseki.query.bind;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.rule.PythonText;
import dev.kiseki.query.filter.FilterFault;
import dev.kiseki.query.filter.Operand;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Right-hand sides as values, with MLflow's complaints ({@code _get_value}). */
final class Literals {
  private Literals() {}

  /** What is complained about when the literal is no quoted text. */
  interface NotText {
    String message(String found);
  }

  static String text(Operand operand, NotText notText) {
    if (operand instanceof Operand.Text || operand instanceof Operand.Symbol) {
      return operand.source().substring(1, operand.source().length() - 1);
    }
    if (operand instanceof Operand.Name) {
      throw FilterFault.at(
          operand,
          "Parameter value is either not quoted or unidentified quote types used for string value "
              + FilterFault.quote(operand.source())
              + ". Use either single or double quotes.");
    }
    throw FilterFault.at(operand, notText.message(FilterFault.quote(operand.source())));
  }

  static Operand.Figure figure(Operand operand, String expected) {
    if (operand instanceof Operand.Figure figure) {
      return figure;
    }
    throw FilterFault.at(operand, expected + ". Found " + FilterFault.quote(operand.source()));
  }

  /** The members of an IN list, which are quoted texts. */
  static Set<String> members(Operand.Listing listing) {
    List<Operand> items = listing.items().orElseThrow(() -> illFormed(listing));
    if (items.isEmpty()) {
      throw FilterFault.at(
          listing,
          "While parsing a list in the query, expected a non-empty list of string values, but got"
              + " empty list");
    }
    if (items.stream().anyMatch(Operand.Figure.class::isInstance)) {
      throw FilterFault.at(
          listing,
          "While parsing a list in the query, expected string value, punctuation, or whitespace,"
              + " but got different type in list: "
              + FilterFault.quote(tuple(items)));
    }
    Set<String> members = new LinkedHashSet<>();
    items.forEach(item -> members.add(item.source().substring(1, item.source().length() - 1)));
    return members;
  }

  private static TrackingException illFormed(Operand.Listing listing) {
    return FilterFault.at(
        listing,
        "While parsing a list in the query, expected a non-empty list of string values, but got"
            + " ill-formed list.");
  }

  /** As Python prints a tuple. */
  private static String tuple(List<Operand> items) {
    return items.stream()
        .map(
            item ->
                item instanceof Operand.Figure
                    ? item.source()
                    : PythonText.repr(item.source().substring(1, item.source().length() - 1)))
        .collect(Collectors.joining(", ", "(", items.size() == 1 ? ",)" : ")"));
  }
}
