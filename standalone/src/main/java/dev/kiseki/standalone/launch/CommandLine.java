package dev.kiseki.standalone.launch;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code ./kiseki up} was told.
 *
 * @param data the data folder
 * @param config the settings file, if not the one in the data folder
 * @param only the children to start
 * @param settings settings given here; they win over the file
 */
record CommandLine(
    Path data, Optional<Path> config, Set<String> only, Map<String, String> settings) {
  /** The children's names, in their order of start. */
  static final List<String> CHILDREN = List.of("kafka", "cassandra", "s3", "services");

  CommandLine {
    settings = Map.copyOf(settings);
  }

  /**
   * @param args {@code --data DIR}, {@code --config FILE}, {@code --only a,b}, {@code --port N},
   *     {@code --KEY VALUE}; with a space or {@code =} before the value
   */
  static CommandLine parse(List<String> args) {
    Path data = Path.of("data");
    Optional<Path> config = Optional.empty();
    Set<String> only = new LinkedHashSet<>(CHILDREN);
    Map<String, String> settings = new LinkedHashMap<>();
    Deque<String> rest = new ArrayDeque<>(args);
    while (!rest.isEmpty()) {
      String arg = rest.remove();
      if (!arg.startsWith("--") || arg.length() == 2) {
        throw new LaunchFailure("'" + arg + "' is not an option; see ./kiseki help.");
      }
      int equals = arg.indexOf('=');
      String name = arg.substring(2, equals < 0 ? arg.length() : equals);
      String value = equals < 0 ? rest.poll() : arg.substring(equals + 1);
      if (value == null) {
        throw new LaunchFailure("The option --" + name + " needs a value.");
      }
      switch (name) {
        case "data" -> data = Path.of(value);
        case "config" -> config = Optional.of(Path.of(value));
        case "only" -> only = children(value);
        case "port" -> settings.put(Setting.HTTP_PORT.key(), value);
        default -> settings.put(name, value);
      }
    }
    return new CommandLine(data.toAbsolutePath().normalize(), config, only, settings);
  }

  private static Set<String> children(String list) {
    Set<String> wanted = new LinkedHashSet<>(List.of(list.split(",")));
    for (String name : wanted) {
      if (!CHILDREN.contains(name)) {
        throw new LaunchFailure(
            "--only knows " + String.join(", ", CHILDREN) + ", but not '" + name + "'.");
      }
    }
    Set<String> inOrder = new LinkedHashSet<>(CHILDREN);
    inOrder.retainAll(wanted);
    return inOrder;
  }
}
