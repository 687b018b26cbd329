package dev.kiseki.processor.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What {@code kill -9} leaves behind: the files as they are at a moment, while the store is open.
 * To close it first would write what the killed process never wrote.
 */
public final class DiskImage {
  private DiskImage() {}

  /** Copies until RocksDB has changed nothing in the background meanwhile: files of one moment. */
  public static void copy(Path from, Path to) {
    try {
      while (!copiedAsOne(from, to)) {
        remove(to);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean copiedAsOne(Path from, Path to) throws IOException {
    try {
      Map<Path, Long> before = sizes(from);
      for (Path file : files(from)) {
        Files.copy(file, to.resolve(from.relativize(file)));
      }
      return sizes(from).equals(before) && sizes(to).equals(before);
    } catch (NoSuchFileException removedMeanwhile) {
      return false;
    }
  }

  private static Map<Path, Long> sizes(Path folder) throws IOException {
    Map<Path, Long> sizes = new TreeMap<>();
    for (Path file : files(folder)) {
      if (!Files.isDirectory(file)) {
        sizes.put(folder.relativize(file), Files.size(file));
      }
    }
    return sizes;
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /** A folder with all that is in it. */
  public static void remove(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
