package dev.kiseki.processor.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What {@code kill -9} leaves behind: the files as they are at a moment, while the store is open.
 * To close it first would write what the killed process never wrote.
 */
public final class DiskImage {
  private DiskImage() {}

  public static void copy(Path from, Path to) {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        copyIfThere(file, to.resolve(from.relativize(file)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void copyIfThere(Path file, Path to) throws IOException {
    try {
      Files.copy(file, to);
    } catch (NoSuchFileException e) {
      if (Files.exists(file)) {
        throw e;
      }
      // RocksDB removes in the background what it needs no more.
    }
  }
}
