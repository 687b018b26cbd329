package dev.kiseki.standalone.launch;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A launcher in a process of its own, as {@code ./kiseki up} runs it. */
final class RunningLauncher implements AutoCloseable {
  private final Path data;
  private final Process process;
  private final BufferedReader reader;
  private final List<String> output = new ArrayList<>();

  private RunningLauncher(Path data, Process process) {
    this.data = data;
    this.process = process;
    this.reader = process.inputReader(StandardCharsets.UTF_8);
  }

  static RunningLauncher start(Path data, List<String> args) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                System.getProperty("java.home") + "/bin/java",
                "-Xmx48m",
                "-Dkiseki.home=" + System.getProperty("kiseki.home"),
                "-cp",
                "target/classes",
                Launcher.class.getName(),
                "--data",
                data.toString()));
    command.addAll(args);
    return new RunningLauncher(data, new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  /** The next line of the output that has the text in it. */
  String awaitLine(String text) throws IOException {
    String line = reader.readLine();
    while (line != null) {
      output.add(line);
      if (line.contains(text)) {
        return line;
      }
      line = reader.readLine();
    }
    throw new AssertionError("The launcher ended before it said '" + text + "': " + output);
  }

  int awaitExit() throws IOException, InterruptedException {
    reader.lines().forEach(output::add);
    return process.waitFor();
  }

  List<String> output() {
    return output;
  }

  long pid() {
    return process.pid();
  }

  ProcessHandle child(String name) throws IOException {
    return childLines().stream()
        .filter(fields -> fields[0].equals(name))
        .findFirst()
        .flatMap(fields -> ProcessHandle.of(Long.parseLong(fields[1])))
        .orElseThrow();
  }

  List<ProcessHandle> children() throws IOException {
    return childLines().stream()
        .filter(fields -> !fields[1].isEmpty())
        .flatMap(fields -> ProcessHandle.of(Long.parseLong(fields[1])).stream())
        .toList();
  }

  private List<String[]> childLines() throws IOException {
    try {
      return Files.readAllLines(data.resolve("children.tsv")).stream()
          .map(line -> line.split("\t", -1))
          .toList();
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  /** SIGTERM. By the handle: a process that is destroyed loses its output, too. */
  void terminate() {
    process.toHandle().destroy();
  }

  void kill() {
    process.destroyForcibly().onExit().join();
  }

  /** Ends the launcher and every child on its data folder. */
  @Override
  public void close() throws IOException {
    List<ProcessHandle> left = children();
    process.destroyForcibly().onExit().join();
    left.forEach(ProcessHandle::destroyForcibly);
    left.forEach(child -> child.onExit().join());
  }
}
