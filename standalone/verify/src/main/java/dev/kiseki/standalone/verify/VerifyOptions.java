package dev.kiseki.standalone.verify;

import dev.kiseki.standalone.launch.HandedSettings;
import dev.kiseki.standalone.launch.LaunchFailure;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What {@code ./kiseki verify-artifacts} was told.
 *
 * @param prefix of the keys to look at
 * @param content read every file
 * @param json an object a finding instead of a line
 * @param most findings to print
 * @param settings the services' settings, before those of the environment
 * @param jvm system properties that the services' JVM would have
 */
record VerifyOptions(
    String prefix,
    boolean content,
    boolean json,
    long most,
    Map<String, String> settings,
    Map<String, String> jvm) {
  private static final long MOST = 100;

  VerifyOptions {
    settings = Map.copyOf(settings);
    jvm = Map.copyOf(jvm);
  }

  static VerifyOptions parse(List<String> args) throws IOException {
    List<String> rest = new ArrayList<>();
    Map<String, String> own = new HashMap<>();
    Map<String, String> given = new HashMap<>();
    Deque<String> left = new ArrayDeque<>(args);
    while (!left.isEmpty()) {
      String arg = left.remove();
      switch (arg) {
        case "--json", "--content", "--deployed" -> own.put(arg, "");
        default -> {
          if (!arg.startsWith("--") || arg.length() == 2) {
            throw new VerifyFailure("'" + arg + "' is not an option; see ./kiseki help.");
          }
          int equals = arg.indexOf('=');
          String name = equals < 0 ? arg : arg.substring(0, equals);
          String value = equals < 0 ? left.poll() : arg.substring(equals + 1);
          if (value == null) {
            throw new VerifyFailure("The option " + name + " needs a value.");
          }
          if (name.equals("--prefix") || name.equals("--most")) {
            own.put(name, value);
          } else {
            given.put(name.substring(2), value);
            rest.addAll(List.of(name, value));
          }
        }
      }
    }
    HandedSettings handed = null;
    if (own.containsKey("--deployed")) {
      refuseOthers(given);
    } else {
      try {
        handed = HandedSettings.of(rest);
      } catch (LaunchFailure e) {
        throw new VerifyFailure(e.getMessage());
      }
    }
    return new VerifyOptions(
        own.getOrDefault("--prefix", ""),
        own.containsKey("--content"),
        own.containsKey("--json"),
        most(own.get("--most")),
        handed == null ? given : handed.services(),
        handed == null ? Map.of() : handed.jvm());
  }

  private static void refuseOthers(Map<String, String> given) {
    for (String key : given.keySet()) {
      if (!key.startsWith("kiseki.") && !key.startsWith("micronaut.")) {
        throw new VerifyFailure(
            "'--" + key + "' is not an option of verify-artifacts --deployed; see ./kiseki help.");
      }
    }
  }

  private static long most(String text) {
    try {
      long most = text == null ? MOST : Long.parseLong(text);
      if (most >= 0) {
        return most;
      }
    } catch (NumberFormatException e) {
      // refused below
    }
    throw new VerifyFailure("--most must be a number from 0 on, not " + text + ".");
  }

  /** Without settings: among them are secrets. */
  @Override
  public String toString() {
    return "VerifyOptions[" + prefix + "]";
  }
}
