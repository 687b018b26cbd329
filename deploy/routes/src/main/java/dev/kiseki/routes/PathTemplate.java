package dev.kiseki.routes;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A path with places for values, as Micronaut writes it: <code>{id}</code> is one segment, <code>
 * {key:.*}</code> all that is left, and <code>{/path:.*}</code> that or nothing at all.
 */
public record PathTemplate(String text) {
  private static final Pattern PLACE = Pattern.compile("\\{(/?)\\w+(:\\.\\*)?}");

  /**
   * @throws IllegalArgumentException when it has a place of a form that no proxy is told about
   */
  public PathTemplate {
    String plain = PLACE.matcher(text).replaceAll("");
    if (plain.contains("{") || plain.contains("}")) {
      throw new IllegalArgumentException("A path of a form that is not known here: " + text);
    }
  }

  boolean literal() {
    return !text.contains("{");
  }

  /** For whole paths, without anchors; means the same to Java, PCRE and RE2. */
  String regex() {
    StringBuilder regex = new StringBuilder();
    Matcher place = PLACE.matcher(text);
    int from = 0;
    while (place.find()) {
      regex.append(quoted(text.substring(from, place.start())));
      from = place.end();
      if (place.group(2) == null) {
        regex.append("[^/]+");
      } else {
        regex.append(place.group(1).isEmpty() ? ".*" : "(/.*)?");
      }
    }
    return regex.append(quoted(text.substring(from))).toString();
  }

  /** No backslashes, which configurations take for themselves. */
  private static String quoted(String literal) {
    return literal.replace(".", "[.]");
  }

  boolean takes(String path) {
    return path.matches(regex());
  }

  /** The path with values in it: {@code one} for one segment, {@code rest} for all that is left. */
  String example(String one, String rest) {
    StringBuilder example = new StringBuilder();
    Matcher place = PLACE.matcher(text);
    while (place.find()) {
      String value = place.group(2) == null ? one : rest;
      place.appendReplacement(example, Matcher.quoteReplacement(place.group(1) + value));
    }
    return place.appendTail(example).toString();
  }

  /** Whether there may be a path that both take; true also for some that there is none for. */
  boolean mayMeet(PathTemplate other) {
    return mayMeet(segments(), other.segments());
  }

  private static boolean mayMeet(List<String> some, List<String> others) {
    if (some.isEmpty() || others.isEmpty()) {
      return (some.isEmpty() && others.isEmpty()) || open(some) || open(others);
    }
    if (open(some) || open(others)) {
      return true;
    }
    boolean first = some.get(0).equals(others.get(0)) || place(some.get(0)) || place(others.get(0));
    return first && mayMeet(some.subList(1, some.size()), others.subList(1, others.size()));
  }

  private static boolean open(List<String> segments) {
    return !segments.isEmpty() && segments.get(0).endsWith(":.*}");
  }

  private static boolean place(String segment) {
    return segment.contains("{");
  }

  private List<String> segments() {
    return Arrays.asList(text.replace("{/", "/{").split("/", -1));
  }
}
