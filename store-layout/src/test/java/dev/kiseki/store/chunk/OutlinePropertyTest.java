package dev.kiseki.store.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.DoubleSummaryStatistics;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Timestamps are the points' places, so that a point of an outline can be found again. */
class OutlinePropertyTest {

  @Property(tries = 300)
  void whatStandsOutInAnyGroupIsInTheOutline(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 600) int size) {
    Random random = new Random(seed);
    int group = 1 + random.nextInt(100);
    Points points = points(random, size);
    boolean[] taken = taken(points, Outline.of(points, group));
    for (int from = 0; from < size; from += group) {
      int to = Math.min(size, from + group);
      assertThat(taken[from]).as("the first of a group").isTrue();
      assertThat(extremes(points, IntStream.range(from, to).filter(i -> taken[i])))
          .isEqualTo(extremes(points, IntStream.range(from, to)));
      assertThat(IntStream.range(from, to).filter(i -> taken[i]).anyMatch(i -> nan(points, i)))
          .isEqualTo(IntStream.range(from, to).anyMatch(i -> nan(points, i)));
    }
    int groups = (size + group - 1) / group;
    assertThat(IntStream.range(0, size).filter(i -> taken[i]).count())
        .isLessThanOrEqualTo(4L * groups + 2);
  }

  @Property(tries = 300)
  void bothEndsByStepAreInTheOutline(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 600) int size) {
    Points points = points(new Random(seed), size);
    boolean[] taken = taken(points, Outline.of(points, 64));
    Integer[] order = IntStream.range(0, size).boxed().toArray(Integer[]::new);
    java.util.Arrays.sort(order, (a, b) -> PointOrder.BY_STEP.compare(points, a, b));
    assertThat(taken[order[0]]).isTrue();
    assertThat(taken[order[size - 1]]).isTrue();
  }

  /** Which points are in the outline; checks that it holds nothing else, bit for bit, in order. */
  private static boolean[] taken(Points points, Points outline) {
    boolean[] taken = new boolean[points.size()];
    int last = -1;
    for (int i = 0; i < outline.size(); i++) {
      int place = (int) outline.timestamp(i);
      assertThat(place).isGreaterThan(last);
      assertThat(outline.slice(i, i + 1)).isEqualTo(points.slice(place, place + 1));
      taken[place] = true;
      last = place;
    }
    return taken;
  }

  private static String extremes(Points points, IntStream places) {
    DoubleSummaryStatistics all =
        places
            .filter(i -> !nan(points, i))
            .mapToDouble(i -> points.value(i) + 0.0)
            .summaryStatistics();
    return all.getMin() + " to " + all.getMax();
  }

  private static boolean nan(Points points, int i) {
    return Double.isNaN(points.value(i));
  }

  private static Points points(Random random, int size) {
    Points.Builder points = new Points.Builder();
    for (int i = 0; i < size; i++) {
      double value =
          switch (random.nextInt(8)) {
            case 0, 1 -> Double.NaN;
            case 2 -> Double.POSITIVE_INFINITY;
            case 3 -> -0.0;
            default -> random.nextGaussian();
          };
      points.add(random.nextInt(8) == 0 ? random.nextInt(size) : i, i, value);
    }
    return points.build();
  }
}
