package dev.kiseki.event.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LongTextTest {
  @Test
  void everyTextComesBack() {
    Random random = new Random(7);
    for (int length : new int[] {0, 1, 1_023, 1_024, 5_000, 70_000, 1 << 20}) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < length; i++) {
        text.appendCodePoint(random.nextInt(10) == 0 ? 0x1F600 + i % 50 : 'a' + random.nextInt(26));
      }
      LongText kept = LongText.of(text.toString());
      assertThat(kept.text()).isEqualTo(text.toString());
      assertThat(kept.length()).isEqualTo(text.toString().getBytes(StandardCharsets.UTF_8).length);
      assertThat(kept.bytes().length).isLessThanOrEqualTo(kept.length());
    }
  }

  @Test
  void whatRepeatsGetsShort() {
    LongText kept = LongText.of("{\"num_rows\": 150}".repeat(100_000));
    assertThat(kept.deflated()).isTrue();
    assertThat(kept.bytes().length).isLessThan(kept.length() / 50);
  }

  @Test
  void damagedBytesAreNoText() {
    LongText kept = LongText.of("abc".repeat(1_000));
    byte[] torn = Arrays.copyOf(kept.bytes(), kept.bytes().length / 2);
    assertThatThrownBy(() -> LongText.deflated(torn, kept.length()).utf8())
        .isInstanceOf(IllegalStateException.class);
  }
}
