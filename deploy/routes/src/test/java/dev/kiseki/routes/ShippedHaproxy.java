package dev.kiseki.routes;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Reads which backend haproxy.cfg chooses, by the lines of the frontend that choose one. */
final class ShippedHaproxy {
  private record Choice(String acl, List<String> methods, String backend) {}

  private final Map<String, List<Predicate<String>>> acls = new HashMap<>();
  private final List<Choice> choices = new ArrayList<>();
  private String otherwise;

  ShippedHaproxy(String configuration) {
    for (String line : configuration.lines().map(String::strip).toList()) {
      List<String> words = List.of(line.split(" ", -1));
      switch (words.get(0)) {
        case "acl" -> acls.computeIfAbsent(words.get(1), name -> new ArrayList<>()).add(acl(words));
        case "use_backend" -> choices.add(choice(words));
        case "default_backend" -> otherwise = words.get(1);
        default -> {}
      }
    }
  }

  private static Predicate<String> acl(List<String> words) {
    if (words.size() != 6 || !words.subList(2, 4).equals(List.of("var(txn.path)", "-m"))) {
      throw new IllegalArgumentException("Not read here: " + words);
    }
    String pattern = words.get(5);
    return switch (words.get(4)) {
      case "str" -> pattern::equals;
      case "reg" -> Pattern.compile(pattern.substring(1, pattern.length() - 1)).asPredicate();
      default -> throw new IllegalArgumentException("Not read here: " + words);
    };
  }

  private static Choice choice(List<String> words) {
    List<String> methods = List.of();
    if (words.size() > 4) {
      if (!words.subList(4, 6).equals(List.of("{", "method"))) {
        throw new IllegalArgumentException("Not read here: " + words);
      }
      methods = words.subList(6, words.size() - 1);
    }
    return new Choice(words.get(3), methods, words.get(1));
  }

  String backend(String method, String path) {
    String plain = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    for (Choice choice : choices) {
      boolean byMethod = choice.methods().isEmpty() || choice.methods().contains(method);
      if (byMethod && acls.get(choice.acl()).stream().anyMatch(acl -> acl.test(plain))) {
        return choice.backend();
      }
    }
    return otherwise;
  }
}
