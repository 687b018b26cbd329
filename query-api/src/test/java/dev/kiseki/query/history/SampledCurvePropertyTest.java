package dev.kiseki.query.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.id.RunId;
import dev.kiseki.store.chunk.OrderedHistory;
import dev.kiseki.store.chunk.PointOrder;
import dev.kiseki.store.chunk.Points;
import dev.kiseki.store.chunk.StepRange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SampledCurvePropertyTest {
  private static final String RUN = "r";
  private static final RunId ID = new RunId(RUN);

  @Property(tries = 60)
  void aSampleOfALongCurveKeepsItsEndsAndExtremesAndIsSpreadEvenly(@ForAll long seed) {
    Random random = new Random(seed);
    ChunksInMemory curves = new ChunksInMemory();
    Points.Builder logged = new Points.Builder();
    int chunks = 1 + random.nextInt(6);
    boolean resumed = random.nextBoolean();
    for (int chunk = 0; chunk < chunks; chunk++) {
      int size = 20_000 + random.nextInt(20_000);
      // A resumed run repeats steps that were there.
      int from = resumed && chunk > 0 ? chunk * 15_000 : chunk * 40_000;
      Points points = points(random, from, size, chunk);
      curves.keep(RUN, points);
      logged.addAll(points);
    }
    int waiting = random.nextInt(4) == 0 ? 60_000 : 500;
    Points held = points(random, chunks * 40_000, random.nextInt(waiting), chunks);
    curves.hold(RUN).addAll(held);
    Points all =
        OrderedHistory.of(Points.joined(List.of(logged.build(), held)), PointOrder.BY_STEP);
    int most = 5 + random.nextInt(300);
    StepRange steps =
        random.nextBoolean()
            ? StepRange.ALL
            : new StepRange(random.nextInt(30_000), 31_000 + random.nextInt(60_000));
    Points inside = steps.of(all);

    Points sample = sample(curves, steps, most, false);

    if (inside.size() <= most) {
      assertThat(sample).isEqualTo(inside);
      return;
    }
    assertThat(sample.size()).isEqualTo(most);
    assertThat(told(inside).containsAll(told(sample))).as("points of it").isTrue();
    assertThat(OrderedHistory.of(sample, PointOrder.BY_STEP)).as("by step").isSameAs(sample);
    assertThat(told(sample))
        .contains(
            told(inside.slice(0, 1)).iterator().next(),
            told(inside.slice(inside.size() - 1, inside.size())).iterator().next());
    assertThat(extremes(sample)).isEqualTo(extremes(inside));
    // Near one end the last, the largest and the smallest may each have taken a neighbour's place.
    assertThat(largestGap(inside, sample))
        .as("no gap of more than four distances")
        .isLessThanOrEqualTo(4 * inside.size() / most + 3 * 1024);
  }

  @Property(tries = 40)
  void aSampleIsTheSameWhereverThePointsAre(@ForAll long seed) {
    Random random = new Random(seed);
    int size = random.nextInt(8) == 0 ? 1_500_000 : 300_000;
    Points points = points(random, 0, 20_000 + random.nextInt(size), 1);
    ChunksInMemory before = laidOut(random, points);
    ChunksInMemory after = laidOut(random, points);
    for (int i = 0; i < 5; i++) {
      int first = random.nextInt(points.size() + 100) - 50;
      StepRange steps =
          random.nextInt(4) == 0
              ? new StepRange(first, Long.MAX_VALUE)
              : new StepRange(
                  first, first + random.nextInt(points.size() / (1 + random.nextInt(20))));
      int most = 1 + random.nextInt(random.nextBoolean() ? 500 : 2_500);
      boolean asMlflow = random.nextBoolean();
      Points sample = sample(before, steps, most, asMlflow);
      assertThat(sample(after, steps, most, asMlflow)).isEqualTo(sample);
      Points inside = steps.of(points);
      assertThat(told(inside).containsAll(told(sample))).as("points of it").isTrue();
      assertThat(sample.size()).isGreaterThan(Math.min(inside.size(), most) / 2 - 1);
      long exact = Detail.mostPoints(most);
      if (asMlflow && inside.size() < exact - 2 * 512) {
        assertThat(sample).isEqualTo(EvenSample.of(inside, most));
      } else if (most >= 5 && (!asMlflow || inside.size() >= exact)) {
        assertThat(extremes(sample)).isEqualTo(extremes(inside));
        assertThat(ends(sample)).isEqualTo(ends(inside));
      }
    }
  }

  /** The same points in other chunks, and others of them at the owner. */
  private static ChunksInMemory laidOut(Random random, Points points) {
    ChunksInMemory curves = new ChunksInMemory();
    int stored = points.size() - random.nextInt(random.nextBoolean() ? 500 : points.size());
    int most = random.nextBoolean() ? 65_536 : 20_000;
    for (int at = 0; at < stored; ) {
      int end = Math.min(stored, at + 1 + random.nextInt(most));
      curves.keep(RUN, points.slice(at, end));
      at = end;
    }
    curves.hold(RUN).addAll(points.slice(stored, points.size()));
    return curves;
  }

  @Test
  void aRangeOfALongCurveIsReadAtItsEnds() {
    ChunksInMemory curves = new ChunksInMemory();
    Random random = new Random(7);
    for (int chunk = 0; chunk < 30; chunk++) {
      curves.keep(RUN, points(random, chunk * 65_536, 65_536, chunk));
    }
    StepRange half = new StepRange(100_000, 1_300_000);
    assertThat(sample(curves, half, 320, true).size()).isEqualTo(320);
    assertThat(curves.pointsRead).as("two chunks").isEqualTo(2 * 65_536);
    curves.pointsRead = 0;
    StepRange toTheEnd = new StepRange(1_000_000, Long.MAX_VALUE);
    assertThat(sample(curves, toTheEnd, 320, true).size()).isEqualTo(320);
    assertThat(curves.pointsRead).as("one chunk").isEqualTo(65_536);
  }

  @Test
  void whatIsReadGrowsWithTheSampleAndHardlyWithTheCurve() {
    ChunksInMemory curves = new ChunksInMemory();
    Random random = new Random(7);
    for (int chunk = 0; chunk < 20; chunk++) {
      curves.keep(RUN, points(random, chunk * 65_536, 65_536, chunk));
    }
    assertThat(sample(curves, StepRange.ALL, 320, true).size()).isEqualTo(320);
    assertThat(curves.pointsRead).isLessThan(20 * 65_536 / 250);
    curves.pointsRead = 0;
    assertThat(sample(curves, StepRange.ALL, 2_500, true).size()).isEqualTo(2_500);
    assertThat(curves.pointsRead).isLessThan(20 * 65_536 / 15);
    curves.pointsRead = 0;
    assertThat(sample(curves, new StepRange(700_000, 700_999), 320, true).size()).isEqualTo(320);
    assertThat(curves.pointsRead).isEqualTo(65_536);
  }

  @Test
  void aShortCurveIsSampledAsMlflowDoesItOrWithWhatStandsOut() {
    ChunksInMemory curves = new ChunksInMemory();
    Points.Builder points = new Points.Builder();
    for (int i = 0; i < 1000; i++) {
      points.add(i, i, i == 501 ? 99 : i == 777 ? Double.NaN : i == 33 ? -99 : 0.5);
    }
    curves.keep(RUN, points.build());
    assertThat(sample(curves, StepRange.ALL, 10, true))
        .isEqualTo(EvenSample.of(points.build(), 10));
    Points kept = sample(curves, StepRange.ALL, 10, false);
    assertThat(steps(kept)).contains(0L, 999L, 501L, 777L, 33L).hasSize(10);
    assertThat(steps(sample(curves, StepRange.ALL, 1, false))).containsExactly(999L);
    assertThat(steps(sample(curves, StepRange.ALL, 3, false))).containsExactly(0L, 501L, 999L);
  }

  private static Points sample(ChunksInMemory curves, StepRange steps, int most, boolean asMlflow) {
    HistorySources sources = curves.sources();
    Points sample =
        new SampledCurve(sources, ID, "loss", steps, most, asMlflow)
            .read()
            .toCompletableFuture()
            .join();
    assertThat(sources.memory().used()).isZero();
    return sample;
  }

  private static Points points(Random random, int from, int size, int chunk) {
    Points.Builder points = new Points.Builder();
    for (int i = 0; i < size; i++) {
      double value = random.nextInt(5_000) == 0 ? 9 * random.nextGaussian() : random.nextDouble();
      points.add(from + i, 1_000_000L * chunk + i, value);
    }
    return points.build();
  }

  private static List<Long> steps(Points points) {
    List<Long> steps = new ArrayList<>();
    for (int i = 0; i < points.size(); i++) {
      steps.add(points.step(i));
    }
    return steps;
  }

  private record Point(long step, long timestamp, double value) {}

  private static Set<Point> told(Points points) {
    Set<Point> told = new HashSet<>();
    for (int i = 0; i < points.size(); i++) {
      told.add(new Point(points.step(i), points.timestamp(i), points.value(i)));
    }
    return told;
  }

  private static String extremes(Points points) {
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < points.size(); i++) {
      min = Math.min(min, points.value(i));
      max = Math.max(max, points.value(i));
    }
    return min + " to " + max;
  }

  private static List<Point> ends(Points points) {
    int last = points.size() - 1;
    return points.size() == 0
        ? List.of()
        : List.of(
            new Point(points.step(0), points.timestamp(0), points.value(0)),
            new Point(points.step(last), points.timestamp(last), points.value(last)));
  }

  private static int largestGap(Points all, Points sample) {
    int largest = 0;
    int last = -1;
    int at = 0;
    for (int i = 0; i < all.size() && at < sample.size(); i++) {
      if (all.step(i) == sample.step(at)
          && all.timestamp(i) == sample.timestamp(at)
          && Double.compare(all.value(i), sample.value(at)) == 0) {
        largest = Math.max(largest, i - last);
        last = i;
        at++;
      }
    }
    assertThat(at).isEqualTo(sample.size());
    return largest;
  }
}
