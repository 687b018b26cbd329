package dev.kiseki.processor.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.id.RunId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DueTimesTest {
  private final DueTimes times = new DueTimes();

  private static byte[] key(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static boolean holds(int cell, byte[] key) {
    byte[] end = DueTimes.end(cell);
    return Arrays.compareUnsigned(DueTimes.start(cell), key) <= 0
        && (end.length == 0 || Arrays.compareUnsigned(key, end) < 0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "!", "0", "00", "000", "001", "0fz", "9", "9z", "a", "a0", "a0!", "fff", "m-1", "軌"
      })
  void aKeyOfAnyFormIsFoundInTheCellThatHoldsIt(String text) {
    times.add(key(text), 7);
    int cell = times.next(0, 7);
    assertThat(holds(cell, key(text))).isTrue();
    assertThat(times.next(cell + 1, 7)).isEqualTo(-1);
    assertThat(times.next(0, 6)).as("not due").isEqualTo(-1);
    times.take(cell);
    assertThat(times.next(0, 7)).isEqualTo(-1);
  }

  @Test
  void theEarliestOfACellCountsUntilItIsTaken() {
    Random random = new Random(5);
    Map<RunId, Long> due = new HashMap<>();
    for (int i = 0; i < 20_000; i++) {
      RunId run = RunId.random();
      due.put(run, (long) random.nextInt(1_000));
      times.add(run.bytes(), due.get(run));
    }
    long now = 10;
    boolean[] found = new boolean[5_000];
    for (int cell = times.next(0, now); cell >= 0; cell = times.next(cell + 1, now)) {
      found[cell] = true;
    }
    due.forEach(
        (run, at) -> {
          if (at <= now) {
            int cell = 0;
            while (!holds(cell, run.bytes())) {
              cell++;
            }
            assertThat(found[cell]).isTrue();
          }
        });
    int cells = 0;
    for (boolean one : found) {
      cells += one ? 1 : 0;
    }
    assertThat(cells).as("most hold nothing that is due").isBetween(100, 400);
  }
}
