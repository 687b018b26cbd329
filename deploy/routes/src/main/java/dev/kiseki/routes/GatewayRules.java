package dev.kiseki.routes;

import java.util.ArrayList;
import java.util.List;

/**
 * Rules for the Gateway API. An HTTPRoute may have 16 rules and fewer than 128 matches, 64 in one
 * rule, so there are several.
 *
 * <p>Prefixes are not used. The API leaves open whether a regular expression or a prefix goes
 * first, and gateways differ: in some, the prefix / would take all that is meant for an expression.
 * All let exact paths go first and longer expressions before shorter ones, or keep our order.
 */
final class GatewayRules {
  private static final int MOST_IN_A_RULE = 64;

  private GatewayRules() {}

  static String of(List<RouteTable.Rule> rules) {
    List<String> matches = new ArrayList<>();
    for (RouteTable.Rule rule : rules) {
      String path = rule.path().literal() ? exact(rule.path()) : regex(rule.path().regex() + "$");
      if (rule.methods().isEmpty()) {
        matches.add("{path: " + path + "}");
      }
      for (String method : rule.methods()) {
        matches.add("{path: " + path + ", method: " + method + "}");
      }
    }
    StringBuilder text = new StringBuilder();
    for (int from = 0; from < matches.size(); from += MOST_IN_A_RULE) {
      int to = Math.min(matches.size(), from + MOST_IN_A_RULE);
      route(text, "query-" + (from / MOST_IN_A_RULE + 1), Service.QUERY, matches.subList(from, to));
    }
    route(text, "rest", Service.INGEST, List.of("{path: " + regex("/.*") + "}"));
    return text.toString();
  }

  private static void route(
      StringBuilder text, String name, Service service, List<String> matches) {
    text.append("- name: ").append(name).append('\n');
    text.append("  service: ").append(service.label()).append('\n');
    text.append("  matches:\n");
    for (String match : matches) {
      text.append("    - ").append(match).append('\n');
    }
  }

  private static String exact(PathTemplate path) {
    return "{type: Exact, value: '" + path.text() + "'}";
  }

  private static String regex(String expression) {
    return "{type: RegularExpression, value: '" + expression + "'}";
  }
}
