package dev.kiseki.benchmarks;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** {@code --name value} pairs of a command line. */
final class Options {
  private final Map<String, String> values = new HashMap<>();

  /** Of the arguments from {@code first} on; an unknown name or a missing value is refused. */
  Options(String[] args, int first, Set<String> known) {
    for (int i = first; i < args.length; i += 2) {
      String name = args[i].replaceFirst("^--", "");
      if (i + 1 == args.length || !known.contains(name)) {
        throw new IllegalArgumentException("cannot read the argument " + args[i]);
      }
      values.put(name, args[i + 1]);
    }
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  String text(String name, String otherwise) {
    return values.getOrDefault(name, otherwise);
  }

  String text(String name) {
    if (!has(name)) {
      throw new IllegalArgumentException("--" + name + " is missing");
    }
    return values.get(name);
  }

  int number(String name, int otherwise) {
    return has(name) ? Integer.parseInt(values.get(name)) : otherwise;
  }

  boolean yes(String name, boolean otherwise) {
    String value = text(name, otherwise ? "yes" : "no");
    if (!Set.of("yes", "no").contains(value)) {
      throw new IllegalArgumentException("--" + name + " is yes or no, not " + value);
    }
    return value.equals("yes");
  }

  Duration seconds(String name, String otherwise) {
    return Duration.ofMillis((long) (Double.parseDouble(text(name, otherwise)) * 1000));
  }

  /** Those of {@code all} that {@code --only} names, or all. */
  <T> List<T> only(List<T> all, Function<T, String> name) {
    if (!has("only")) {
      return all;
    }
    Set<String> wanted = Arrays.stream(text("only").split(",")).collect(Collectors.toSet());
    List<T> found = all.stream().filter(t -> wanted.contains(name.apply(t))).toList();
    if (found.size() != wanted.size()) {
      throw new IllegalArgumentException("there is a name unknown to me in " + text("only"));
    }
    return found;
  }
}
