package dev.kiseki.processor.local;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.rocksdb.RocksDBException;
import org.rocksdb.Status;

/**
 * The disk under the state. A processor whose disk is full or broken is of no use to its
 * partitions: it leaves them to their copies and comes back when it can write again.
 */
public final class StateDisk {
  /** Free bytes without which nothing is begun: an open store writes a few megabytes at once. */
  static final long LEAST = 64L << 20;

  private static final int PROBE = 1 << 20;
  private static final int MOST_CAUSES = 20;

  private final Path folder;

  public StateDisk(Path folder) {
    this.folder = folder;
  }

  /** Whether something failed because of the disk. */
  public static boolean isReasonOf(Throwable problem) {
    Throwable cause = problem;
    for (int i = 0; cause != null && i < MOST_CAUSES; i++) {
      if (cause instanceof FileSystemException) {
        return true;
      }
      if (cause instanceof RocksDBException rocks
          && rocks.getStatus() != null
          && rocks.getStatus().getCode() == Status.Code.IOError) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  /** What keeps the state from being written, and what to do; empty when nothing does. */
  public Optional<String> problem() {
    try {
      Files.createDirectories(folder);
      long free = Files.getFileStore(folder).getUsableSpace();
      if (free < LEAST) {
        return Optional.of(
            "%d MB on the disk of kiseki.processor.state-directory, %s, which has %d MB free; free some or make it larger"
                .formatted(LEAST >> 20, folder, free >> 20));
      }
      Path probe = Files.createTempFile(folder, "probe", null);
      try {
        Files.write(probe, new byte[PROBE]);
      } finally {
        Files.deleteIfExists(probe);
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(
          "kiseki.processor.state-directory, %s, which cannot be written: %s".formatted(folder, e));
    }
  }
}
