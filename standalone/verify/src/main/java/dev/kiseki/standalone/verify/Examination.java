package dev.kiseki.standalone.verify;

import dev.kiseki.store.ledger.LedgerEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/**
 * Compares the ledger with the bucket, while both may change. What looks wrong is looked at once
 * more, the object first and then the ledger: a record of what was seen, or of its removal, stands
 * there by then.
 */
final class Examination {
  private static final int DOUBTS_AT_ONCE = 64;

  /** Uploads wait so long for their record, and S3 tells whole seconds. */
  private static final Duration RECORDED_BY = Duration.ofSeconds(3);

  private final LedgerSource ledger;
  private final LedgerCopy copy;
  private final Storage storage;
  private final Tally tally;
  private final Consumer<Finding> told;
  private final boolean content;
  private final Clock clock;
  private final Consumer<Duration> pause;

  /**
   * @param content read what is recorded with a checksum
   * @param pause sleeps
   */
  Examination(
      LedgerSource ledger,
      LedgerCopy copy,
      Storage storage,
      Tally tally,
      Consumer<Finding> told,
      boolean content,
      Clock clock,
      Consumer<Duration> pause) {
    this.ledger = ledger;
    this.copy = copy;
    this.storage = storage;
    this.tally = tally;
    this.told = told;
    this.content = content;
    this.clock = clock;
    this.pause = pause;
  }

  void run(String prefix) {
    byte[] start = prefix.getBytes(StandardCharsets.UTF_8);
    ledger.read(
        (key, value) -> {
          if (startsWith(key, start)) {
            copy.put(key, value);
            tally.ledgerRead();
          }
        });
    storage.list(prefix, page -> page.forEach(this::meet));
    copy.eachDoubt(DOUBTS_AT_ONCE, this::lookAgain);
  }

  private void meet(StoredObject found) {
    Optional<byte[]> record = copy.meet(found.key());
    if (record.isEmpty()) {
      tally.unrecorded();
      return;
    }
    tally.compared(found.size());
    if (judged(LedgerEntry.parse(record.get()), Optional.of(found)).isPresent()) {
      copy.suspect(found.key(), record.get());
    }
  }

  /** By listing, and by content where that is wanted. */
  private Optional<Trouble> judged(LedgerEntry entry, Optional<StoredObject> found) {
    Optional<Trouble> listed = Comparison.of(entry, found);
    if (listed.isPresent() || !content || entry.crc32c().isEmpty()) {
      return listed;
    }
    try {
      OptionalInt crc = storage.crc32c(found.get());
      tally.read(found.get().size());
      // Replaced since it was listed: to be looked at again.
      return crc.isEmpty()
          ? Optional.of(Trouble.CHANGED)
          : Comparison.ofContent(entry, found.get(), crc.getAsInt());
    } catch (IOException e) {
      return Optional.of(Trouble.UNREADABLE);
    }
  }

  private void lookAgain(Map<String, byte[]> doubts) {
    Map<String, byte[]> young = new HashMap<>();
    look(
        doubts,
        (finding, record) -> {
          if (isYoung(finding)) {
            young.put(finding.key(), record);
          } else {
            tell(finding);
          }
        });
    if (!young.isEmpty()) {
      pause.accept(RECORDED_BY);
      look(young, (finding, record) -> tell(finding));
    }
  }

  /** Written a moment ago: its record may be on its way. */
  private boolean isYoung(Finding finding) {
    return finding.found().isPresent()
        && clock
            .instant()
            .isBefore(finding.found().get().changed().plus(RECORDED_BY).plusSeconds(3));
  }

  private interface Doubt {
    void stays(Finding finding, byte[] record);
  }

  private void look(Map<String, byte[]> doubts, Doubt doubt) {
    Map<String, CompletableFuture<Optional<StoredObject>>> looks = new LinkedHashMap<>();
    doubts.keySet().forEach(key -> looks.put(key, storage.look(key)));
    Map<String, Optional<StoredObject>> found = new LinkedHashMap<>();
    looks.forEach((key, look) -> found.put(key, joined(look)));
    ledger.read(copy::putLater);
    List<Runnable> findings = new ArrayList<>();
    found.forEach(
        (key, object) -> {
          Optional<byte[]> record = copy.latest(key, doubts.get(key));
          if (record.isPresent()) {
            LedgerEntry entry = LedgerEntry.parse(record.get());
            judged(entry, object)
                .map(trouble -> new Finding(trouble, key, entry, object))
                .ifPresent(finding -> findings.add(() -> doubt.stays(finding, record.get())));
          }
        });
    findings.forEach(Runnable::run);
  }

  private void tell(Finding finding) {
    tally.found(finding.trouble());
    told.accept(finding);
  }

  private static Optional<StoredObject> joined(CompletableFuture<Optional<StoredObject>> look) {
    try {
      return look.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof VerifyFailure failure ? failure : e;
    }
  }

  private static boolean startsWith(byte[] key, byte[] start) {
    return key.length >= start.length
        && java.util.Arrays.equals(key, 0, start.length, start, 0, start.length);
  }
}
