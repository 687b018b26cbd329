package dev.kiseki.query.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.store.chunk.Points;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class EvenSamplePropertyTest {
  @Example
  void samplesAreThoseOfMlflow() {
    assertThat(sampled(10, 5)).containsExactly(0L, 2L, 4L, 6L, 9L);
    assertThat(sampled(10, 9)).containsExactly(0L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
    assertThat(sampled(20, 5)).containsExactly(0L, 4L, 8L, 12L, 19L);
    assertThat(sampled(20, 7)).containsExactly(0L, 3L, 6L, 9L, 12L, 15L, 19L);
    assertThat(sampled(20, 1)).containsExactly(19L);
    assertThat(sampled(3, 5)).containsExactly(0L, 1L, 2L);
    assertThat(sampled(0, 5)).isEmpty();
  }

  @Property(tries = 2_000)
  void pointsAreDealtAsBySqlsNtile(
      @ForAll @IntRange(min = 1, max = 3_000) int points,
      @ForAll @IntRange(min = 1, max = 400) int most) {
    List<Long> expected = new ArrayList<>();
    int at = 0;
    for (int group = 0; group < Math.min(points, most); group++) {
      expected.add((long) at);
      // Dealt one after another: each of those that are left gets an equal share, rounded up.
      int left = points - at;
      int groups = most - group;
      at += (left + groups - 1) / groups;
    }
    expected.set(expected.size() - 1, points - 1L);
    assertThat(sampled(points, most)).isEqualTo(expected);
  }

  private static List<Long> sampled(int size, int most) {
    Points.Builder points = new Points.Builder();
    for (int i = 0; i < size; i++) {
      points.add(i, 1_000 + i, i * 0.5);
    }
    Points sample = EvenSample.of(points.build(), most);
    List<Long> steps = new ArrayList<>();
    for (int i = 0; i < sample.size(); i++) {
      assertThat(sample.timestamp(i)).isEqualTo(1_000 + sample.step(i));
      assertThat(sample.value(i)).isEqualTo(sample.step(i) * 0.5);
      steps.add(sample.step(i));
    }
    return steps;
  }
}
