package dev.kiseki.routes;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.Yaml;

/**
 * Chooses by the HTTPRoutes' matches as gateways do: exact paths first, then expressions. Of those,
 * either the longer ones first or those that stand before the others.
 */
final class ShippedGateway {
  enum Order {
    LONGEST_FIRST,
    AS_WRITTEN
  }

  private record Match(String service, boolean exact, String path, String method) {
    boolean takes(String asked, String of) {
      boolean fits = exact ? path.equals(of) : of.matches(path);
      return fits && (method == null || method.equals(asked));
    }
  }

  private final List<Match> matches = new ArrayList<>();
  private final List<Integer> sizes = new ArrayList<>();

  ShippedGateway(String yaml) {
    for (Object item : (List<?>) new Yaml().load(yaml)) {
      Map<?, ?> route = (Map<?, ?>) item;
      List<?> given = (List<?>) route.get("matches");
      sizes.add(given.size());
      given.forEach(match -> matches.add(match(route.get("service"), (Map<?, ?>) match)));
    }
  }

  private static Match match(Object service, Map<?, ?> match) {
    Map<?, ?> path = (Map<?, ?>) match.get("path");
    boolean exact =
        switch ((String) path.get("type")) {
          case "Exact" -> true;
          case "RegularExpression" -> false;
          default -> throw new IllegalArgumentException("Not read here: " + match);
        };
    return new Match(
        (String) service, exact, (String) path.get("value"), (String) match.get("method"));
  }

  /** How many matches the rule of each HTTPRoute has. */
  List<Integer> sizes() {
    return sizes;
  }

  String service(Order order, String method, String path) {
    Comparator<Match> first = Comparator.comparing(match -> !match.exact());
    if (order == Order.LONGEST_FIRST) {
      first = first.thenComparing(match -> -match.path().length());
    }
    // By a stable sort, and a match with a method goes before one without.
    return matches.stream()
        .sorted(first.thenComparing(match -> match.method() == null))
        .filter(match -> match.takes(method, path))
        .findFirst()
        .orElseThrow(() -> new AssertionError("Nobody takes " + method + " " + path))
        .service();
  }
}
