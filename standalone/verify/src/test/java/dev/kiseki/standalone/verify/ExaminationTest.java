package dev.kiseki.standalone.verify;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.store.ledger.LedgerEntry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole comparison against a ledger and a bucket in memory, which go on changing. */
class ExaminationTest implements Storage, LedgerSource {
  private static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_000L);
  private static final int READERS = 4;
  private static final long OLD = NOW.minusSeconds(1000).toEpochMilli();

  private record Appended(String key, Optional<LedgerEntry> entry) {}

  @TempDir private Path folder;
  private final List<Appended> ledger = new ArrayList<>();
  private final Map<String, StoredObject> bucket = new HashMap<>();
  private final Map<String, Integer> contents = new HashMap<>();
  private final Map<String, String> tags = new HashMap<>();
  private final Map<String, Trouble> found = new LinkedHashMap<>();
  private Runnable afterListing = () -> {};
  private Runnable duringPause = () -> {};
  private boolean unreadable;
  private volatile CyclicBarrier together;
  private final AtomicInteger readNow = new AtomicInteger();
  private final AtomicInteger mostAtOnce = new AtomicInteger();
  private int read;

  private Tally run(String prefix, boolean content) {
    found.clear();
    read = 0;
    Tally tally = new Tally(new PrintStream(new ByteArrayOutputStream(), false, UTF_8));
    Path copyFolder = folder.resolve("copy" + System.nanoTime());
    try (LedgerCopy copy = new LedgerCopy(copyFolder);
        Contents contents = new Contents(this, READERS)) {
      new Examination(
              this,
              copy,
              this,
              tally,
              finding -> found.put(finding.key(), finding.trouble()),
              content ? Optional.of(contents) : Optional.empty(),
              Clock.fixed(NOW, ZoneOffset.UTC),
              pause -> duringPause.run())
          .run(prefix);
    }
    assertThat(copyFolder).doesNotExist();
    return tally;
  }

  private void record(String key, long size, String etag, int crc, long at) {
    ledger.add(
        new Appended(
            key, Optional.of(new LedgerEntry(size, OptionalInt.of(crc), Optional.of(etag), at))));
  }

  private void store(String key, long size, String etag, int crc, Instant changed) {
    bucket.put(key, new StoredObject(key, size, etag, changed));
    contents.put(key, crc);
  }

  private void put(String key) {
    store(key, 5, "e" + key, 9, Instant.ofEpochMilli(OLD));
    record(key, 5, "e" + key, 9, OLD);
  }

  @Test
  void eachTroubleIsFoundAndNothingElse() {
    for (int i = 0; i < 200; i++) {
      put("1/" + i);
    }
    bucket.remove("1/3");
    store("1/4", 4, "x", 1, Instant.ofEpochMilli(OLD));
    store("1/5", 5, "x", 1, Instant.ofEpochMilli(OLD + 60_000));
    contents.put("1/6", 1);
    store("foreign", 1, "f", 1, NOW);
    put("1/gone");
    ledger.add(new Appended("1/gone", Optional.empty()));
    bucket.remove("1/gone");

    Tally tally = run("", false);
    assertThat(found)
        .containsOnly(
            Map.entry("1/3", Trouble.MISSING),
            Map.entry("1/4", Trouble.DAMAGED),
            Map.entry("1/5", Trouble.CHANGED));
    assertThat(tally.unrecordedObjects()).isOne();
    assertThat(tally.compared()).isEqualTo(199);
    assertThat(tally.allRight()).isFalse();
    run("", true);
    assertThat(found).hasSize(4).containsEntry("1/6", Trouble.DAMAGED_CONTENT);
    assertThat(run("1/19", false).allRight()).isTrue();
    assertThat(run("1/3", false).of(Trouble.MISSING)).isOne();
  }

  @Test
  void whatIsPutOrDeletedMeanwhileIsNoTrouble() {
    put("replaced");
    put("deleted");
    put("came");
    store("replaced", 6, "new", 8, NOW.minusSeconds(60));
    bucket.remove("deleted");
    bucket.remove("came");
    afterListing =
        () -> {
          record("replaced", 6, "new", 8, NOW.minusSeconds(59).toEpochMilli());
          ledger.add(new Appended("deleted", Optional.empty()));
          store("came", 5, "ecame", 9, Instant.ofEpochMilli(OLD));
        };
    assertThat(run("", true).all()).isZero();
  }

  @Test
  void theRecordOfAFileWrittenAMomentAgoIsWaitedFor() {
    put("a");
    store("a", 6, "new", 8, NOW.minusSeconds(1));
    duringPause = () -> record("a", 6, "new", 8, NOW.toEpochMilli());
    assertThat(run("", false).all()).isZero();
    put("b");
    store("b", 6, "new", 8, NOW.minusSeconds(1));
    assertThat(run("b", false).of(Trouble.CHANGED)).isOne();
  }

  @Test
  void whatCannotBeReadIsTold() {
    put("a");
    unreadable = true;
    assertThat(run("", false).all()).isZero();
    assertThat(run("", true).of(Trouble.UNREADABLE)).isOne();
  }

  @Test
  void severalFilesAreReadAtOnceAndToldInTheOrderOfTheirKeys() {
    List<String> damaged = new ArrayList<>();
    for (int i = 1000; i < 1400; i++) {
      put("k" + i);
      if (i % 3 == 0) {
        contents.put("k" + i, 1);
        damaged.add("k" + i);
      }
    }
    together = new CyclicBarrier(READERS); // who reads waits until so many do
    Tally tally = run("", true);
    assertThat(found.keySet()).containsExactlyElementsOf(damaged);
    assertThat(mostAtOnce).hasValue(READERS);
    assertThat(tally.bytesRead()).as("the damaged ones twice").isEqualTo(5 * (400 + 133));
  }

  @Test
  void whatClientsSentInPartsIsReadAndItsBytesMakeItsETag() {
    String same = "0".repeat(32) + "-2";
    for (String key : List.of("whole", "rotten", "untold")) {
      store(key, 5, same, 0, Instant.ofEpochMilli(OLD));
      ledger.add(
          new Appended(
              key, Optional.of(new LedgerEntry(5, OptionalInt.empty(), Optional.of(same), OLD))));
    }
    tags.putAll(Map.of("whole", same, "rotten", "1" + same.substring(1)));
    assertThat(run("", true).bytesRead()).as("the rotten one twice").isEqualTo(15);
    assertThat(found).containsOnly(Map.entry("rotten", Trouble.DAMAGED_CONTENT));
    assertThat(run("", false).all()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void itFindsWhatALookAtEachKeyFinds(long seed) {
    Random random = new Random(seed);
    Map<String, LedgerEntry> latest = new HashMap<>();
    for (int i = 0; i < 400; i++) {
      String key = random.nextInt(4) + "/ä " + random.nextInt(40);
      switch (random.nextInt(5)) {
        case 0 -> {
          bucket.remove(key);
          if (random.nextBoolean()) {
            ledger.add(new Appended(key, Optional.empty()));
            latest.remove(key);
          }
        }
        case 1 -> store(key, random.nextInt(2), "e" + random.nextInt(2), 1, anyTime(random));
        default -> {
          store(key, random.nextInt(2), "e" + random.nextInt(2), 1, anyTime(random));
          StoredObject now = bucket.get(key);
          record(key, now.size(), now.etag(), 1, now.changed().toEpochMilli());
          latest.put(key, ledger.get(ledger.size() - 1).entry().orElseThrow());
        }
      }
    }
    Map<String, Trouble> expected = new HashMap<>();
    latest.forEach(
        (key, entry) ->
            Comparison.of(entry, Optional.ofNullable(bucket.get(key)))
                .ifPresent(trouble -> expected.put(key, trouble)));
    run("", false);
    assertThat(found).isEqualTo(expected);
  }

  private static Instant anyTime(Random random) {
    return NOW.minusSeconds(100 + random.nextInt(20));
  }

  @Override
  public void list(String prefix, Consumer<List<StoredObject>> pages) {
    List<StoredObject> all =
        new ArrayList<>(
            bucket.values().stream().filter(one -> one.key().startsWith(prefix)).toList());
    Collections.shuffle(all, new Random(1));
    for (int from = 0; from < all.size(); from += 7) {
      pages.accept(all.subList(from, Math.min(all.size(), from + 7)));
    }
    afterListing.run();
  }

  @Override
  public CompletableFuture<Optional<StoredObject>> look(String key) {
    return CompletableFuture.completedFuture(Optional.ofNullable(bucket.get(key)));
  }

  @Override
  public OptionalInt crc32c(StoredObject object) throws IOException {
    if (unreadable) {
      throw new IOException("bit rot");
    }
    mostAtOnce.accumulateAndGet(readNow.incrementAndGet(), Math::max);
    meet();
    readNow.decrementAndGet();
    return object.equals(bucket.get(object.key()))
        ? OptionalInt.of(contents.get(object.key()))
        : OptionalInt.empty();
  }

  @Override
  public Optional<String> partsTag(StoredObject object) {
    return Optional.ofNullable(tags.get(object.key()));
  }

  /** With as many others as read at once, until they are too few. */
  private void meet() {
    CyclicBarrier others = together;
    try {
      if (others != null) {
        others.await(1, TimeUnit.SECONDS);
      }
    } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
      together = null;
    }
  }

  @Override
  public void read(BiConsumer<byte[], byte[]> sink) {
    for (; read < ledger.size(); read++) {
      Appended one = ledger.get(read);
      sink.accept(one.key().getBytes(UTF_8), one.entry().map(LedgerEntry::bytes).orElse(null));
    }
  }
}
