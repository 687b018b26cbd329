package dev.kiseki.store.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** The bytes for good: a failure here means that somebody's ledger could no longer be read. */
class LedgerEntryTest {
  private static final LedgerEntry WHOLE =
      new LedgerEntry(
          1_234_567_890_123L,
          OptionalInt.of(0x80000001),
          Optional.of("\"d41d8cd98f00b204e9800998ecf8427e-3\""),
          1_700_000_000_123L);
  private static final LedgerEntry BARE =
      new LedgerEntry(0, OptionalInt.empty(), Optional.empty(), 1_700_000_000_123L);

  @Test
  void entriesHaveTheirBytesAndComeBack() {
    assertThat(HexFormat.of().formatHex(WHOLE.bytes()))
        .isEqualTo(
            "08cb89ec8ff7231204800000011a22643431643863643938663030623230346539383030393938656366"
                + "38343237652d3320fbd095ffbc31");
    assertThat(LedgerEntry.parse(WHOLE.bytes())).isEqualTo(WHOLE);
    assertThat(WHOLE.etag()).contains("d41d8cd98f00b204e9800998ecf8427e-3");
    assertThat(HexFormat.of().formatHex(BARE.bytes())).isEqualTo("20fbd095ffbc31");
    assertThat(LedgerEntry.parse(BARE.bytes())).isEqualTo(BARE);
  }

  @Test
  void fieldsOfLaterReleasesAreLeftOut() {
    String later = HexFormat.of().formatHex(BARE.bytes()) + "2a03616263";
    assertThat(LedgerEntry.parse(HexFormat.of().parseHex(later))).isEqualTo(BARE);
  }

  @Test
  void whatIsNoEntryIsSaid() {
    assertThatThrownBy(() -> LedgerEntry.parse(new byte[] {1, 2, 3}))
        .isInstanceOf(IllegalStateException.class);
  }
}
