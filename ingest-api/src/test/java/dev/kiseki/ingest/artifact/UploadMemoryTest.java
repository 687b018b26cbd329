package dev.kiseki.ingest.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class UploadMemoryTest {
  private final UploadMemory memory = new UploadMemory(100 << 10, 40 << 10);

  @Test
  void whoCanDoWithoutGetsOnlyWhatIsFree() throws Exception {
    memory.take(70 << 10);
    assertThat(memory.takeIfFree(31 << 10)).isFalse();
    assertThat(memory.takeIfFree(30 << 10)).isTrue();
    memory.give(30 << 10);
    memory.give(70 << 10);
    assertThat(memory.takeIfFree(100 << 10)).isTrue();
  }

  @Test
  void whoWaitsGetsItBeforeWhoCanDoWithout() throws Exception {
    memory.take(60 << 10);
    CountDownLatch taken = new CountDownLatch(1);
    Thread waiting =
        new Thread(
            () -> {
              try {
                memory.take(50 << 10);
                taken.countDown();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    waiting.start();
    while (waiting.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    assertThat(memory.takeIfFree(10 << 10)).isFalse();
    assertThat(taken.getCount()).isEqualTo(1);
    memory.give(60 << 10);
    assertThat(taken.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(memory.takeIfFree(50 << 10)).isTrue();
  }

  @Test
  void aPartOfAKilobyteCountsAsOne() throws Exception {
    memory.take((99 << 10) + 1);
    assertThat(memory.takeIfFree(1)).isFalse();
    assertThat(memory.takeIfFree(0)).isTrue();
  }

  @Test
  void aPartsBufferIsUsedAgain() {
    byte[] first = memory.part();
    assertThat(first).hasSize(40 << 10);
    memory.reuse(first);
    assertThat(memory.part()).isSameAs(first);
    assertThat(memory.part()).isNotSameAs(first);
  }

  @Test
  void noMoreBuffersAreKeptThanMayBeInUse() {
    byte[] third = memory.part();
    memory.reuse(memory.part());
    memory.reuse(new byte[40 << 10]);
    memory.reuse(third);
    assertThat(memory.part()).isNotSameAs(third);
    assertThat(memory.part()).isNotSameAs(third);
    assertThat(memory.part()).isNotSameAs(third);
  }

  @Test
  void buffersOfAnotherSizeAreDropped() {
    byte[] small = new byte[39 << 10];
    memory.reuse(small);
    assertThat(memory.part()).isNotSameAs(small).hasSize(40 << 10);
  }
}
