package dev.kiseki.standalone.verify;

import java.io.PrintStream;
import java.util.EnumMap;
import java.util.Map;

/** Counts, and says now and then how far it is. For one thread. */
final class Tally {
  private static final long EVERY_NANOS = 5_000_000_000L;

  private final PrintStream progress;
  private final Map<Trouble, Long> found = new EnumMap<>(Trouble.class);
  private long read;
  private long compared;
  private long unrecorded;
  private long bytes;
  private long bytesRead;
  private long said = System.nanoTime();

  Tally(PrintStream progress) {
    this.progress = progress;
  }

  void ledgerRead() {
    read++;
    say();
  }

  void compared(long size) {
    compared++;
    bytes += size;
    say();
  }

  void unrecorded() {
    unrecorded++;
    say();
  }

  void read(long size) {
    bytesRead += size;
    say();
  }

  void found(Trouble trouble) {
    found.merge(trouble, 1L, Long::sum);
  }

  long compared() {
    return compared;
  }

  long unrecordedObjects() {
    return unrecorded;
  }

  long comparedBytes() {
    return bytes;
  }

  long bytesRead() {
    return bytesRead;
  }

  long of(Trouble trouble) {
    return found.getOrDefault(trouble, 0L);
  }

  long all() {
    return found.values().stream().mapToLong(Long::longValue).sum();
  }

  boolean allRight() {
    return found.keySet().stream().noneMatch(Trouble::error);
  }

  private void say() {
    if (System.nanoTime() - said > EVERY_NANOS) {
      said = System.nanoTime();
      progress.printf(
          "%,d records of the ledger read, %,d of %,d objects compared, %,d MB of content read%n",
          read, compared, compared + unrecorded, bytesRead >> 20);
    }
  }
}
