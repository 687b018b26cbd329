package dev.kiseki.standalone.verify;

import dev.kiseki.store.ledger.LedgerEntry;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Reads objects to compare their bytes, some at a time: each waits for S3 more than it reckons. */
final class Contents implements AutoCloseable {
  /**
   * What came of a comparison.
   *
   * @param bytes that were read for it
   */
  record Judgement(Optional<Trouble> trouble, long bytes) {}

  private final Storage storage;
  private final ExecutorService readers;

  /**
   * @param atOnce objects read at the same time, each with a buffer of its own
   */
  Contents(Storage storage, int atOnce) {
    this.storage = storage;
    AtomicInteger number = new AtomicInteger();
    this.readers =
        Executors.newFixedThreadPool(
            atOnce,
            task -> {
              Thread thread = new Thread(task, "content-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Whether there is anything to compare bytes with. */
  static boolean known(LedgerEntry entry) {
    return entry.crc32c().isPresent() || inParts(entry);
  }

  private static boolean inParts(LedgerEntry entry) {
    return entry.etag().filter(PartsMd5::isTag).isPresent();
  }

  /** In its turn: those that were asked first are read first. */
  CompletableFuture<Judgement> judge(LedgerEntry entry, StoredObject found) {
    return CompletableFuture.supplyAsync(() -> judged(entry, found), readers);
  }

  private Judgement judged(LedgerEntry entry, StoredObject found) {
    try {
      if (entry.crc32c().isEmpty()) {
        return storage
            .partsTag(found)
            .map(tag -> new Judgement(Comparison.ofParts(entry, tag), found.size()))
            .orElse(new Judgement(Optional.empty(), 0));
      }
      OptionalInt crc = storage.crc32c(found);
      return new Judgement(
          crc.isEmpty() // replaced since it was listed: to be looked at again
              ? Optional.of(Trouble.CHANGED)
              : Comparison.ofContent(entry, found, crc.getAsInt()),
          found.size());
    } catch (IOException e) {
      return new Judgement(Optional.of(Trouble.UNREADABLE), 0);
    }
  }

  @Override
  public void close() {
    readers.shutdownNow();
  }
}
