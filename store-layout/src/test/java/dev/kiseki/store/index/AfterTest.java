package dev.kiseki.store.index;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AfterTest {
  @Test
  void whatComesAfterIsTheFirstKeyBehindThePrefix() {
    assertThat(IndexValue.after(new byte[] {1, 2})).containsExactly(1, 3);
    assertThat(IndexValue.after(new byte[] {1, -1, -1})).containsExactly(2);
    assertThat(IndexValue.after(new byte[] {0x7F})).containsExactly(0x80);
    assertThat(IndexValue.after(new byte[] {-1})).isEmpty();
    assertThat(IndexValue.after(new byte[0])).isEmpty();
  }
}
