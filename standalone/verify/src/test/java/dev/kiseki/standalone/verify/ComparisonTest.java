package dev.kiseki.standalone.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.store.ledger.LedgerEntry;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ComparisonTest {
  private static final long RECORDED = 1_700_000_000_000L;
  private static final LedgerEntry ENTRY = entry(7, "abc");

  private static LedgerEntry entry(long size, String etag) {
    return new LedgerEntry(size, OptionalInt.of(42), Optional.ofNullable(etag), RECORDED);
  }

  private static StoredObject found(long size, String etag, long secondsLater) {
    return new StoredObject(
        "k", size, etag, Instant.ofEpochMilli(RECORDED).plusSeconds(secondsLater));
  }

  @Test
  void theSameSizeAndETagAreTheSameWhenever() {
    assertThat(Comparison.of(ENTRY, Optional.of(found(7, "abc", -1)))).isEmpty();
    assertThat(Comparison.of(ENTRY, Optional.of(found(7, "abc", 1000)))).isEmpty();
  }

  @Test
  void whatNobodyWroteSinceIsDamagedAndWhatSomebodyWroteIsChanged() {
    assertThat(Comparison.of(ENTRY, Optional.of(found(6, "abc", 5)))).contains(Trouble.DAMAGED);
    assertThat(Comparison.of(ENTRY, Optional.of(found(7, "def", 5)))).contains(Trouble.DAMAGED);
    assertThat(Comparison.of(ENTRY, Optional.of(found(6, "abc", 6)))).contains(Trouble.CHANGED);
    assertThat(Comparison.of(ENTRY, Optional.of(found(7, "def", 6)))).contains(Trouble.CHANGED);
    assertThat(Comparison.of(ENTRY, Optional.empty())).contains(Trouble.MISSING);
  }

  @Test
  void withoutAnETagTheSizeDecides() {
    assertThat(Comparison.of(entry(7, null), Optional.of(found(7, "abc", 0)))).isEmpty();
    assertThat(Comparison.of(ENTRY, Optional.of(found(7, "", 0)))).isEmpty();
    assertThat(Comparison.of(entry(7, null), Optional.of(found(8, "abc", 0))))
        .contains(Trouble.DAMAGED);
  }

  @Test
  void otherBytesUnderTheSameETagAreDamagedWheneverTheyWereTouched() {
    assertThat(Comparison.ofContent(ENTRY, found(7, "abc", 1000), 42)).isEmpty();
    assertThat(Comparison.ofContent(ENTRY, found(7, "abc", 1000), 43))
        .contains(Trouble.DAMAGED_CONTENT);
    assertThat(Comparison.ofContent(entry(7, null), found(7, "abc", 1000), 43))
        .contains(Trouble.CHANGED);
    assertThat(Comparison.ofContent(entry(7, null), found(7, "abc", 0), 43))
        .contains(Trouble.DAMAGED_CONTENT);
    LedgerEntry unseen = new LedgerEntry(7, OptionalInt.empty(), Optional.of("abc"), RECORDED);
    assertThat(Comparison.ofContent(unseen, found(7, "abc", 0), 43)).isEmpty();
  }
}
