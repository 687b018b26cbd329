package dev.kiseki.standalone.launch;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All there is to know to run one child.
 *
 * @param name as in {@code --only}, in messages, and of its log file
 * @param module folder of the Maven module whose class path it runs with
 * @param mainClass its main class
 * @param java the java command
 * @param jvmOptions heap, collector, opened packages
 * @param properties system properties, by name
 * @param environment additions to the environment; secrets go here, as arguments can be listed
 * @param health answers 200 when the child serves; without one, the child says so on standard
 *     output
 * @param ports every port it listens on; the first is the one users name
 */
record ChildSpec(
    String name,
    Path module,
    String mainClass,
    Path java,
    List<String> jvmOptions,
    Map<String, String> properties,
    Map<String, String> environment,
    Optional<URI> health,
    List<PortUse> ports) {
  /**
   * The command. The shell makes the child deaf to Ctrl-C, which a terminal sends to every process
   * at once: the launcher stops its children, in their order. It is replaced by the JVM.
   */
  List<String> command(String classPath) {
    List<String> command =
        new ArrayList<>(List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$@\"", "sh"));
    command.add(java.toString());
    command.addAll(jvmOptions);
    properties.forEach((key, value) -> command.add("-D" + key + "=" + value));
    command.addAll(List.of("-cp", classPath, mainClass));
    return command;
  }
}
