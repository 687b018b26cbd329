package dev.kiseki.event.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kiseki.event.run.MetricColumns;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ColumnsTest {
  private static final byte[] MIXED =
      Columns.toProto(
              new MetricColumns.Builder()
                  .add("a", 5, 100, 0.5)
                  .add("ab", 7, 90, 1)
                  .add("a", 3, 110, Double.NaN)
                  .add("ключ", -1, 0, -0.0)
                  .add("a", 3, 111, 2)
                  .build())
          .toByteArray();

  private static List<String> of(byte[] columns, String key) throws UnreadableEventException {
    List<String> points = new ArrayList<>();
    Columns.ofKey(
        columns, key, (step, timestamp, value) -> points.add(step + " " + timestamp + " " + value));
    return points;
  }

  @Test
  void thePointsOfOneKeyAreWhatTheyAreAmongAll() throws UnreadableEventException {
    assertThat(of(MIXED, "a")).containsExactly("5 100 0.5", "3 110 NaN", "3 111 2.0");
    assertThat(of(MIXED, "ab")).containsExactly("7 90 1.0");
    assertThat(of(MIXED, "ключ")).containsExactly("-1 0 -0.0");
    assertThat(of(MIXED, "b")).isEmpty();
    assertThat(of(MIXED, "")).isEmpty();
    assertThat(of(new byte[0], "a")).isEmpty();
  }

  @Test
  void damagedColumnsAreNoShorterAnswer() {
    byte[] cut = Arrays.copyOf(MIXED, MIXED.length - 3);
    assertThatThrownBy(() -> of(cut, "a")).isInstanceOf(UnreadableEventException.class);
  }
}
