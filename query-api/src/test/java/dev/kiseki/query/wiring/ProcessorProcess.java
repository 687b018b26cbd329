package dev.kiseki.query.wiring;

import dev.kiseki.processor.StreamProcessor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A processor in a process of its own, to be killed: {@code main servers state-folder}. It ends
 * with its standard input, and so with the test.
 */
final class ProcessorProcess implements AutoCloseable {
  private final Process process;
  final String endpoint;

  private ProcessorProcess(Process process, String endpoint) {
    this.process = process;
    this.endpoint = endpoint;
  }

  static ProcessorProcess start(String servers, Path state) throws IOException {
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-Xmx192m",
                    "-cp",
                    System.getProperty("java.class.path"),
                    ProcessorProcess.class.getName(),
                    servers,
                    state.toString()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    for (String line :
        (Iterable<String>) process.inputReader(StandardCharsets.UTF_8).lines()::iterator) {
      if (line.startsWith("endpoint ")) {
        return new ProcessorProcess(process, line.substring("endpoint ".length()));
      }
    }
    throw new IOException("the processor did not start");
  }

  public static void main(String[] args) throws IOException {
    try (Cluster cluster = new Cluster(args[0]);
        StreamProcessor processor = cluster.processor("killed", Path.of(args[1]))) {
      System.out.println("endpoint " + processor.endpoint());
      while (System.in.read() >= 0) {
        // Nothing is sent; only the end counts.
      }
    }
  }

  /** As {@code kill -9}. */
  void kill() {
    process.destroyForcibly().onExit().orTimeout(30, TimeUnit.SECONDS).join();
  }

  @Override
  public void close() {
    kill();
  }
}
