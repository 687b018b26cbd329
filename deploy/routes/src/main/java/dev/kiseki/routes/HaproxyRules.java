package dev.kiseki.routes;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The part of haproxy.cfg that chooses between the services. */
final class HaproxyRules {
  private HaproxyRules() {}

  /** Lines for a frontend that has the path, without a slash at its end, in {@code txn.path}. */
  static String of(List<RouteTable.Rule> rules) {
    StringBuilder text = new StringBuilder();
    Set<List<String>> methods =
        new TreeSet<>((a, b) -> String.join(" ", a).compareTo(String.join(" ", b)));
    for (RouteTable.Rule rule : rules) {
      methods.add(rule.methods());
      text.append("  acl ").append(name(rule.methods())).append(" var(txn.path) -m ");
      if (rule.path().literal()) {
        text.append("str ").append(rule.path().text());
      } else {
        text.append("reg '^").append(rule.path().regex()).append("$'");
      }
      text.append('\n');
    }
    for (List<String> those : methods) {
      text.append("  use_backend query if ").append(name(those));
      if (!those.isEmpty()) {
        text.append(" { method ").append(String.join(" ", those)).append(" }");
      }
      text.append('\n');
    }
    return text.toString();
  }

  private static String name(List<String> methods) {
    return methods.isEmpty() ? "of_query" : "of_query_by_" + String.join("_", methods);
  }
}
