package dev.kiseki.processor.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KeyBoundTest {
  @Test
  void theBoundIsTheFirstKeyBehindThePrefix() {
    assertThat(KeyBound.behind(new byte[] {1, 2})).contains(new byte[] {1, 3});
    assertThat(KeyBound.behind(new byte[] {1, -1, -1})).contains(new byte[] {2});
    assertThat(KeyBound.behind(new byte[] {0x7F})).contains(new byte[] {(byte) 0x80});
    assertThat(KeyBound.behind(new byte[] {-1})).isEmpty();
    assertThat(KeyBound.behind(new byte[0])).isEmpty();
  }
}
