package dev.kiseki.query.bind;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.rule.PythonText;
import dev.kiseki.query.filter.FilterFault;
import dev.kiseki.query.filter.Operand;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
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
    if (operand instanceof Operand.Name || operand instanceof Operand.Span) {
      throw FilterFault.at(
          operand,
          "Parameter value is either not quoted or unidentified quote types used for string value "
              + FilterFault.quote(operand.source())
              + ". Use either single or double quotes.");
    }
    throw FilterFault.at(
        operand.position(),
        notText.message(FilterFault.quote(operand.source())),
        "a text in quotes");
  }

  /** The complaint about something that is no number. */
  static TrackingException noNumber(Operand at, Operand whole, String expected, String allowed) {
    return FilterFault.at(
        at.position(), expected + ". Found " + FilterFault.quote(whole.source()), allowed);
  }

  /**
   * The members of a list of numbers or times.
   *
   * @param expected MLflow's words for a value that is none
   */
  static <T> List<T> members(
      Operand.Listing listing,
      String expected,
      String allowed,
      Function<Operand, Optional<T>> read) {
    List<T> members = new ArrayList<>();
    for (Operand item : listing.items().orElse(List.of())) {
      members.add(read.apply(item).orElseThrow(() -> noNumber(item, listing, expected, allowed)));
    }
    if (members.isEmpty()) {
      throw noNumber(listing, listing, expected, "a list with commas between, of " + allowed);
    }
    return members;
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
    if (items.stream().anyMatch(Literals::word)) {
      throw illFormed(listing);
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

  /** Whether a list is one of quoted texts. */
  static boolean texts(Operand.Listing listing) {
    return listing
        .items()
        .filter(items -> !items.isEmpty())
        .filter(items -> items.stream().allMatch(Literals::quoted))
        .isPresent();
  }

  private static boolean quoted(Operand operand) {
    return operand instanceof Operand.Text || operand instanceof Operand.Symbol;
  }

  private static boolean word(Operand operand) {
    return !quoted(operand) && !(operand instanceof Operand.Figure);
  }

  private static TrackingException illFormed(Operand.Listing listing) {
    return FilterFault.at(
        listing.position(),
        "While parsing a list in the query, expected a non-empty list of string values, but got"
            + " ill-formed list.",
        "texts in quotes with commas between");
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
