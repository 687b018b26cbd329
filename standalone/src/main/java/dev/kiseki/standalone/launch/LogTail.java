package dev.kiseki.standalone.launch;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The end of a child's log, and what is commonly meant by what it says. */
final class LogTail {
  private static final int BYTES = 16 << 10;

  /** What a log says, and what to do about it. */
  private static final Map<String, String> REMEDIES =
      new TreeMap<>(
          Map.of(
              "Address already in use", "Another program took the port meanwhile: start again.",
              "OutOfMemoryError", "Its heap is too small: raise %s.heap.",
              "Cannot allocate memory", "The machine has too little free memory: about 2.5 GB.",
              "No space left on device", "The disk is full.",
              "Permission denied", "The data folder is not writable for this user.",
              "Unrecognized VM option", "An option in %s.jvm-options is not known to this Java.",
              "ClassNotFoundException",
                  "The build is not complete: run mvn clean, then start again."));

  private LogTail() {}

  /** The last lines; empty if there is no log. */
  static List<String> lines(Path log, int count) {
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      long from = Math.max(0, file.length() - BYTES);
      byte[] end = new byte[(int) (file.length() - from)];
      file.seek(from);
      file.readFully(end);
      List<String> all = new String(end, StandardCharsets.UTF_8).lines().toList();
      return all.subList(Math.max(0, all.size() - count), all.size());
    } catch (IOException e) {
      return List.of();
    }
  }

  /** What to do, in one sentence. */
  static String remedy(String child, List<String> lines, Path log) {
    String text = String.join("\n", lines);
    return REMEDIES.entrySet().stream()
        .filter(remedy -> text.contains(remedy.getKey()))
        .map(remedy -> remedy.getValue().formatted(child))
        .findFirst()
        .orElse("The whole log is in " + log + ".");
  }
}
