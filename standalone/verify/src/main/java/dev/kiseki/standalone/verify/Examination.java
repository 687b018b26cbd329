package dev.kiseki.standalone.verify;

import dev.kiseki.standalone.verify.Contents.Judgement;
import dev.kiseki.store.ledger.LedgerEntry;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
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

  /** Objects that may be asked for while the first of them is still read. */
  private static final int READ_AHEAD = 1000;

  /** Uploads wait so long for their record, and S3 tells whole seconds. */
  private static final Duration RECORDED_BY = Duration.ofSeconds(3);

  private final LedgerSource ledger;
  private final LedgerCopy copy;
  private final Storage storage;
  private final Tally tally;
  private final Consumer<Finding> told;
  private final Optional<Contents> contents;
  private final Clock clock;
  private final Consumer<Duration> pause;
  private final Deque<Met> reading = new ArrayDeque<>();

  /** An object whose bytes are on their way. */
  private record Met(StoredObject found, byte[] record, CompletableFuture<Judgement> judgement) {}

  /**
   * @param contents reads what is recorded with a checksum; empty when it need not be read
   * @param pause sleeps
   */
  Examination(
      LedgerSource ledger,
      LedgerCopy copy,
      Storage storage,
      Tally tally,
      Consumer<Finding> told,
      Optional<Contents> contents,
      Clock clock,
      Consumer<Duration> pause) {
    this.ledger = ledger;
    this.copy = copy;
    this.storage = storage;
    this.tally = tally;
    this.told = told;
    this.contents = contents;
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
    finish(0);
    copy.eachDoubt(DOUBTS_AT_ONCE, this::lookAgain);
  }

  private void meet(StoredObject found) {
    Optional<byte[]> record = copy.meet(found.key());
    if (record.isEmpty()) {
      tally.unrecorded();
      return;
    }
    tally.compared(found.size());
    LedgerEntry entry = LedgerEntry.parse(record.get());
    reading.add(new Met(found, record.get(), judged(entry, Optional.of(found))));
    finish(READ_AHEAD);
  }

  /** In the order of the listing, until no more than so many are on their way. */
  private void finish(int left) {
    while (reading.size() > left || (!reading.isEmpty() && reading.peek().judgement().isDone())) {
      Met met = reading.remove();
      if (read(met.judgement()).isPresent()) {
        copy.suspect(met.found().key(), met.record());
      }
    }
  }

  /** By listing, and by content where that is wanted. */
  private CompletableFuture<Judgement> judged(LedgerEntry entry, Optional<StoredObject> found) {
    Optional<Trouble> listed = Comparison.of(entry, found);
    return listed.isPresent() || contents.isEmpty() || !Contents.known(entry)
        ? CompletableFuture.completedFuture(new Judgement(listed, 0))
        : contents.get().judge(entry, found.get());
  }

  private Optional<Trouble> read(CompletableFuture<Judgement> judgement) {
    Judgement made = joined(judgement);
    tally.read(made.bytes());
    return made.trouble();
  }

  private void lookAgain(Map<String, byte[]> doubts) {
    Map<String, byte[]> young = new LinkedHashMap<>();
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
    Map<String, byte[]> records = new LinkedHashMap<>();
    Map<String, CompletableFuture<Judgement>> judgements = new LinkedHashMap<>();
    found.forEach(
        (key, object) ->
            copy.latest(key, doubts.get(key))
                .ifPresent(
                    record -> {
                      records.put(key, record);
                      judgements.put(key, judged(LedgerEntry.parse(record), object));
                    }));
    judgements.forEach(
        (key, judgement) ->
            read(judgement)
                .ifPresent(
                    trouble -> {
                      byte[] record = records.get(key);
                      LedgerEntry entry = LedgerEntry.parse(record);
                      doubt.stays(new Finding(trouble, key, entry, found.get(key)), record);
                    }));
  }

  private void tell(Finding finding) {
    tally.found(finding.trouble());
    told.accept(finding);
  }

  private static <T> T joined(CompletableFuture<T> answer) {
    try {
      return answer.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof VerifyFailure failure ? failure : e;
    }
  }

  private static boolean startsWith(byte[] key, byte[] start) {
    return key.length >= start.length
        && java.util.Arrays.equals(key, 0, start.length, start, 0, start.length);
  }
}
