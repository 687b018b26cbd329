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
import java.util.Set;

/**
 * What {@code ./kiseki verify-artifacts} was told.
 *
 * @param prefix of the keys to look at
 * @param content read every file
 * @param readers files to read at once
 * @param json an object a finding instead of a line
 * @param most findings to print
 * @param settings the services' settings, before those of the environment
 * @param jvm system properties that the services' JVM would have
 */
record VerifyOptions(
    String prefix,
    boolean content,
    int readers,
    boolean json,
    long most,
    Map<String, String> settings,
    Map<String, String> jvm) {
  private static final long MOST = 100;
  private static final int READERS = 8;
  private static final int MOST_READERS = 64;
  private static final Set<String> WITH_VALUE = Set.of("--prefix", "--most", "--readers");

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
          if (WITH_VALUE.contains(name)) {
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
        (int) number("--readers", own.get("--readers"), READERS, 1, MOST_READERS),
        own.containsKey("--json"),
        number("--most", own.get("--most"), MOST, 0, Long.MAX_VALUE),
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

  private static long number(String option, String text, long unset, long least, long most) {
    try {
      long given = text == null ? unset : Long.parseLong(text);
      if (given >= least && given <= most) {
        return given;
      }
    } catch (NumberFormatException e) {
      // refused below
    }
    String upTo = most == Long.MAX_VALUE ? " on" : " to " + most;
    throw new VerifyFailure(
        option + " must be a number from " + least + upTo + ", not " + text + ".");
  }

  /** Without settings: among them are secrets. */
  @Override
  public String toString() {
    return "VerifyOptions[" + prefix + "]";
  }
}
