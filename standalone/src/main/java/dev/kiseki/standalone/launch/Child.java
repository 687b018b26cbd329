package dev.kiseki.standalone.launch;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * One run of one child process. Its standard input is its lifeline: closing it stops the child, and
 * so does the death of this process.
 */
final class Child {
  /** What a child prints when it serves; see the lifeline module. */
  private static final String READY = "kiseki-child-ready";

  private final Process process;

  private Child(Process process) {
    this.process = process;
  }

  /**
   * @param log appended to
   * @param ready called once, from another thread, if the child says that it serves
   * @param exited called once, from another thread, with the exit status
   */
  static Child start(ChildSpec spec, Path log, Runnable ready, IntConsumer exited)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(spec.command(classPath(spec.module())))
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(spec.environment());
    Process process = builder.start();
    Thread reader = new Thread(() -> read(process, log, ready), spec.name() + "-output");
    reader.setDaemon(true);
    reader.start();
    process.onExit().thenAccept(ended -> exited.accept(ended.exitValue()));
    return new Child(process);
  }

  /** The module's own classes, then what its build wrote down. */
  private static String classPath(Path module) throws IOException {
    Path list = module.resolve("target/classpath.txt");
    if (Files.notExists(list)) {
      throw new LaunchFailure(list + " is not there: build first (./kiseki up does).");
    }
    return module.resolve("target/classes") + File.pathSeparator + Files.readString(list).strip();
  }

  private static void read(Process process, Path log, Runnable ready) {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        OutputStream out =
            Files.newOutputStream(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      String line = lines.readLine();
      while (line != null) {
        if (line.equals(READY)) {
          ready.run();
        } else {
          out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        }
        line = lines.readLine();
      }
    } catch (IOException e) {
      // Without its output a child can't say that it serves, and could block on the full pipe.
      process.destroyForcibly();
    }
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  void kill() {
    process.destroyForcibly();
  }

  /**
   * Stops the child in order, or kills it when it takes longer than the bound.
   *
   * @return whether it stopped by itself
   */
  boolean stop(Duration bound) throws InterruptedException {
    try {
      process.getOutputStream().close();
    } catch (IOException e) {
      // Only a child that is gone already has no reader.
      process.destroy();
    }
    if (process.waitFor(bound.toMillis(), TimeUnit.MILLISECONDS)) {
      return true;
    }
    process.destroyForcibly();
    process.waitFor(5, TimeUnit.SECONDS);
    return false;
  }

  /** How a status reads: Java gives 128 + n for a process that signal n ended. */
  static String ended(int status) {
    return status > 128 && status < 160
        ? "was ended by signal " + (status - 128)
        : "ended with status " + status;
  }

  /** Lines for {@code children.tsv} need both. */
  List<String> pidAndStart() {
    return List.of(
        Long.toString(process.pid()), Long.toString(DataDir.started(process.toHandle())));
  }
}
