package dev.kiseki.standalone.grow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kiseki.event.topic.RunPartition;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SplitTest {
  @ParameterizedTest
  @CsvSource({"1,2", "2,6", "8,16", "7,21", "4,512"})
  void eachRunGoesToAPartitionThatTakesFromItsOwn(int before, int after) {
    Split split = new Split(before, after);
    for (int i = 0; i < 5_000; i++) {
      byte[] run = ("run" + i).getBytes(StandardCharsets.UTF_8);
      int from = RunPartition.of(run, before);
      assertThat(split.places(from, run)).hasSize(1).isSubsetOf(split.children(from));
    }
  }

  @Test
  void theChildrenAreAllNewPartitionsEachOnce() {
    Split split = new Split(3, 12);
    assertThat(split.children(1)).isEqualTo(List.of(1, 4, 7, 10));
    assertThat(split.places(1, new byte[0])).isEqualTo(split.children(1));
    assertThat(split.places(1, null)).isEqualTo(split.children(1));
  }

  @ParameterizedTest
  @CsvSource({"4,4", "4,2", "4,6", "1,129"})
  void anythingElseIsRefused(int before, int after) {
    assertThatThrownBy(() -> new Split(before, after))
        .isInstanceOf(GrowFailure.class)
        .hasMessageContaining("--partitions must be 2 to 128 times the " + before);
  }

  @Test
  void aPlaceComesBackFromItsText() {
    Place place = new Place(17, 2, List.of(5L, 6L, 10L));
    assertThat(Place.parse(17, place.text(), 3)).isEqualTo(place);
    assertThat(place.adds()).isTrue();
    assertThat(new Place(17, 1, place.ends()).adds()).isFalse();
    assertThatThrownBy(() -> Place.parse(17, place.text(), 2)).isInstanceOf(GrowFailure.class);
    assertThatThrownBy(() -> Place.parse(17, "", 2)).isInstanceOf(GrowFailure.class);
  }
}
