package dev.kiseki.event.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kiseki.event.run.MetricColumns;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
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
    var message = dev.kiseki.event.wire.proto.MetricColumns.newBuilder().addKeys("a");
    message.addKeyIndex(0).addStepDelta(1).addTimestampDelta(2).addValues(3);
    for (byte[] uneven :
        List.of(
            message.clone().addKeyIndex(0).build().toByteArray(),
            message.clone().addStepDelta(0).build().toByteArray(),
            message.clone().addTimestampDelta(0).build().toByteArray(),
            message.clone().addValues(0).build().toByteArray())) {
      assertThatThrownBy(() -> of(uneven, "a")).isInstanceOf(UnreadableEventException.class);
    }
  }

  @Test
  void readWhereTheyStandTheyAreWhatUnpackingGives() throws Exception {
    Random random = new Random(3);
    for (int round = 0; round < 200; round++) {
      MetricColumns.Builder builder = new MetricColumns.Builder();
      int size = random.nextInt(400);
      for (int i = 0; i < size; i++) {
        long step = random.nextBoolean() ? i : random.nextLong();
        builder.add("k" + random.nextInt(1 + round), step, random.nextLong(), random.nextDouble());
      }
      byte[] message = Columns.toProto(builder.build()).toByteArray();
      MetricColumns all =
          Columns.fromProto(dev.kiseki.event.wire.proto.MetricColumns.parseFrom(message));
      for (int key = 0; key < Math.min(5, all.keys().size()); key++) {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
          if (all.keyIndex(i) == key) {
            expected.add(all.step(i) + " " + all.timestamp(i) + " " + all.value(i));
          }
        }
        assertThat(of(message, all.keys().get(key))).isEqualTo(expected);
      }
    }
  }
}
