package dev.kiseki.standalone.launch;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Options of a command that uses what the services use: its own, and those that say which settings
 * the services have. Without {@code --deployed} these are those of {@code up}; with it, keys of the
 * services themselves.
 *
 * @param own the command's, with their dashes; a flag has no text
 * @param settings the services' settings, before those of the environment
 * @param jvm system properties that the services' JVM would have
 */
public record ToolOptions(
    Map<String, String> own, Map<String, String> settings, Map<String, String> jvm) {
  private static final String DEPLOYED = "--deployed";

  public ToolOptions {
    own = Map.copyOf(own);
    settings = Map.copyOf(settings);
    jvm = Map.copyOf(jvm);
  }

  /**
   * @param command its name, for what is said
   * @throws LaunchFailure for an option that is none, or has no value
   * @throws IOException when the data folder can't be read
   */
  public static ToolOptions parse(
      String command, List<String> args, Set<String> flags, Set<String> withValue)
      throws IOException {
    List<String> rest = new ArrayList<>();
    Map<String, String> own = new HashMap<>();
    Map<String, String> given = new HashMap<>();
    Deque<String> left = new ArrayDeque<>(args);
    while (!left.isEmpty()) {
      String arg = left.remove();
      if (flags.contains(arg) || arg.equals(DEPLOYED)) {
        own.put(arg, "");
        continue;
      }
      if (!arg.startsWith("--") || arg.length() == 2) {
        throw new LaunchFailure("'" + arg + "' is not an option; see ./kiseki help.");
      }
      int equals = arg.indexOf('=');
      String name = equals < 0 ? arg : arg.substring(0, equals);
      String value = equals < 0 ? left.poll() : arg.substring(equals + 1);
      if (value == null) {
        throw new LaunchFailure("The option " + name + " needs a value.");
      }
      if (withValue.contains(name)) {
        own.put(name, value);
      } else {
        given.put(name.substring(2), value);
        rest.addAll(List.of(name, value));
      }
    }
    if (own.containsKey(DEPLOYED)) {
      refuseOthers(command, given);
      return new ToolOptions(own, given, Map.of());
    }
    HandedSettings handed = HandedSettings.of(rest);
    return new ToolOptions(own, handed.services(), handed.jvm());
  }

  private static void refuseOthers(String command, Map<String, String> given) {
    for (String key : given.keySet()) {
      if (!key.startsWith("kiseki.") && !key.startsWith("micronaut.")) {
        throw new LaunchFailure(
            "'--%s' is not an option of %s --deployed; see ./kiseki help.".formatted(key, command));
      }
    }
  }

  public boolean has(String flag) {
    return own.containsKey(flag);
  }

  /** Without settings: among them are secrets. */
  @Override
  public String toString() {
    return "ToolOptions" + own.keySet();
  }
}
