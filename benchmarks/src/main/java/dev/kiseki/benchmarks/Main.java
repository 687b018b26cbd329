package dev.kiseki.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The command line. Ends with 1 and a sentence when a workload failed, so a script can tell. */
public final class Main {
  private static final String USAGE =
      """
      usage: benchmarks URL [--seconds 10] [--warm-up 20] [--only NAME,..] [--durability TEXT] [--out FILE]
             benchmarks --compare NAME=FILE NAME=FILE
      workloads: %s
      """;
  private static final Set<String> OPTIONS =
      Set.of("seconds", "warm-up", "only", "durability", "out");

  private Main() {}

  /** Runs the workloads against a URL, or prints the figures of two such runs side by side. */
  public static void main(String[] args) throws InterruptedException {
    try {
      if (args.length == 3 && args[0].equals("--compare")) {
        compare(args[1].split("=", 2), args[2].split("=", 2));
      } else {
        measure(args);
      }
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.err.print(USAGE.formatted(names()));
      System.exit(2);
    } catch (IOException e) {
      System.err.println("failed: " + e.getMessage());
      System.exit(1);
    }
  }

  private static void measure(String[] args) throws IOException, InterruptedException {
    Map<String, String> options = new HashMap<>();
    for (int i = 1; i + 1 < args.length; i += 2) {
      options.put(args[i].replaceFirst("^--", ""), args[i + 1]);
    }
    if (args.length % 2 == 0 || !OPTIONS.containsAll(options.keySet())) {
      throw new IllegalArgumentException("cannot read the arguments");
    }
    Press press =
        new Press(
            URI.create(args[0]),
            seconds(options.getOrDefault("warm-up", "20")),
            seconds(options.getOrDefault("seconds", "10")));
    List<Figures> figures = new ArrayList<>();
    for (Workload workload : chosen(options.getOrDefault("only", names()))) {
      System.err.println("running " + workload.title());
      try {
        figures.add(press.run(workload));
      } catch (IOException e) {
        throw new IOException(workload.title() + ": " + e.getMessage(), e);
      }
      if (options.containsKey("out")) {
        Files.write(Path.of(options.get("out")), figures.stream().map(Figures::toLine).toList());
      }
    }
    System.out.println(Tables.of(figures));
    System.out.println(
        "Measured "
            + options.getOrDefault("seconds", "10")
            + " s after "
            + options.getOrDefault("warm-up", "20")
            + " s of warm-up; durability: "
            + options.getOrDefault("durability", "not given")
            + "; "
            + machine());
  }

  private static void compare(String[] first, String[] second) throws IOException {
    System.out.println(Tables.sideBySide(first[0], read(first), second[0], read(second)));
    System.out.println(machine());
  }

  private static List<Figures> read(String[] named) throws IOException {
    if (named.length != 2) {
      throw new IllegalArgumentException("NAME=FILE expected, not " + named[0]);
    }
    return Files.readAllLines(Path.of(named[1])).stream().map(Figures::ofLine).toList();
  }

  private static List<Workload> chosen(String names) {
    Set<String> wanted = Set.of(names.split(","));
    List<Workload> found = Workload.ALL.stream().filter(w -> wanted.contains(w.name())).toList();
    if (found.size() != wanted.size()) {
      throw new IllegalArgumentException("there is a workload unknown to me in " + names);
    }
    return found;
  }

  private static String names() {
    return String.join(",", Workload.ALL.stream().map(Workload::name).toList());
  }

  private static Duration seconds(String text) {
    return Duration.ofMillis((long) (Double.parseDouble(text) * 1000));
  }

  private static String machine() {
    return "%d cores, %s %s, generator on JDK %s, on the same machine"
        .formatted(
            Runtime.getRuntime().availableProcessors(),
            System.getProperty("os.name"),
            System.getProperty("os.version"),
            System.getProperty("java.version"));
  }
}
