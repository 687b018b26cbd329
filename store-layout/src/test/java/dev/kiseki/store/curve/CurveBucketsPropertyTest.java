package dev.kiseki.store.curve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import dev.kiseki.store.chunk.OrderedHistory;
import dev.kiseki.store.chunk.PointOrder;
import dev.kiseki.store.chunk.Points;
import dev.kiseki.store.chunk.StepRange;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Timestamps are the points' places on the log, so that each point can be found again. */
class CurveBucketsPropertyTest {
  private static final int MOST = CurveBuckets.MOST;

  @Property(tries = 20)
  void bucketsHoldWhatStandsOutInEqualStretchesOfTheLog(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 600_000) int size) {
    Points points = points(new Random(seed), size);
    CurveBuckets buckets = CurveBuckets.empty();
    buckets.addAll(points);
    assertThat(buckets.count()).isEqualTo(size);

    int width = CurveBuckets.LEAST_WIDTH;
    while ((long) width * MOST < size) {
      width *= 2;
    }
    assertThat(places(buckets.outline(MOST + 1))).isEqualTo(expected(points, width));
    while ((size + 2 * width - 1) / (2 * width) >= 640) {
      width *= 2;
    }
    assertThat(places(buckets.outline(640))).isEqualTo(expected(points, width));
  }

  @Property(tries = 20)
  void theyAreTheSameHoweverTheyWereStoredOnTheWay(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 600_000) int size) {
    Random random = new Random(seed);
    Points points = points(random, size);
    CurveBuckets atOnce = CurveBuckets.empty();
    atOnce.addAll(points);
    atOnce.through(size - 1L);

    Map<Integer, byte[]> entries = new HashMap<>();
    int most = 1 + random.nextInt(200_000);
    for (int at = 0; at < size; ) {
      int end = Math.min(size, at + 1 + random.nextInt(most));
      CurveBuckets part = CurveBuckets.stored(entries::get).orElseGet(CurveBuckets::empty);
      assertThat(part.count()).isEqualTo(at);
      assertThat(part.through()).isEqualTo(at - 1L);
      part.addAll(points.slice(at, end));
      part.through(end - 1L);
      store(part, entries);
      at = end;
    }
    Map<Integer, byte[]> expected = new HashMap<>();
    store(atOnce, expected);
    assertThat(entries.keySet()).isEqualTo(expected.keySet());
    assertThat(entries.get(0)).isEqualTo(expected.get(0));
    CurveBuckets stored = CurveBuckets.stored(entries::get).orElseThrow();
    for (int least : new int[] {MOST + 1, 500}) {
      assertThat(stored.outline(least).points()).isEqualTo(atOnce.outline(least).points());
      assertThat(stored.outline(least).until()).isEqualTo(atOnce.outline(least).until());
    }
  }

  @Property(tries = 20)
  void aCommitThatEndedBetweenTwoEntriesIsNoticedOrChangesNothing(
      @ForAll long seed, @ForAll @IntRange(min = 2, max = 300_000) int size) {
    Random random = new Random(seed);
    Points points = points(random, size);
    int committed = 1 + random.nextInt(size - 1);
    Map<Integer, byte[]> entries = new HashMap<>();
    CurveBuckets before = CurveBuckets.empty();
    before.addAll(points.slice(0, committed));
    before.through(1);
    store(before, entries);
    Points kept = before.outline(MOST + 1).points();

    CurveBuckets after = CurveBuckets.stored(entries::get).orElseThrow();
    after.addAll(points.slice(committed, size));
    after.through(2);
    Map<Integer, Optional<byte[]>> changes = after.changes();
    for (int logged = 0; logged < changes.size(); logged++) {
      Map<Integer, byte[]> torn = new HashMap<>(entries);
      changes.entrySet().stream().limit(logged).forEach(change -> store(change, torn));
      CurveBuckets.stored(torn::get)
          .ifPresent(
              found -> {
                assertThat(found.count()).isEqualTo(committed);
                assertThat(found.outline(MOST + 1).points()).isEqualTo(kept);
              });
    }
  }

  @Property(tries = 20)
  void aSampleHoldsBothEndsAndWhateverStandsOut(
      @ForAll long seed,
      @ForAll @IntRange(min = 160_000, max = 400_000) int size,
      @ForAll @IntRange(min = 5, max = 2_500) int most) {
    Points points = points(new Random(seed), size);
    CurveBuckets buckets = CurveBuckets.empty();
    buckets.addAll(points);
    Points sample = KeptSample.of(buckets.outline(2 * most), most);
    Points whole = KeptSample.of(CurveOutline.ofAll(ordered(points)), most);
    // A smooth bucket has fewer than four points that stand out.
    assertThat(sample.size()).isLessThanOrEqualTo(most).isGreaterThan(most / 2);
    assertThat(standingOut(sample)).isEqualTo(standingOut(whole));
  }

  @Property(tries = 40)
  void aStretchAndTheEndsItLeavesOutAreTheWholeRange(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 400_000) int size,
      @ForAll @IntRange(min = 1, max = 2_500) int most) {
    Random random = new Random(seed);
    Points.Builder builder = new Points.Builder();
    for (int i = 0; i < size; i++) {
      builder.add(3L * i, i, random.nextInt(5_000) == 0 ? Double.NaN : random.nextGaussian());
    }
    Points points = builder.build();
    CurveBuckets buckets = CurveBuckets.empty();
    buckets.addAll(points);
    long first = random.nextInt(3 * size) - 100L;
    StepRange steps = new StepRange(first, first + random.nextInt(3 * size));
    Points inside = steps.of(points);
    int above = random.nextBoolean() ? 0 : 16_384;

    CurveStretch stretch = buckets.stretch(steps, most, above).orElseThrow();
    assertThat(stretch.within()).isGreaterThanOrEqualTo(inside.size()).isLessThanOrEqualTo(size);
    if (!stretch.inBuckets()) {
      long width = size / 1024L + CurveBuckets.LEAST_WIDTH;
      assertThat((long) inside.size()).isLessThan(Math.max(above, (most / 4 + 3) * (2 * width)));
      return;
    }
    Points ends = Points.joined(stretch.ends(steps).stream().map(end -> end.of(points)).toList());
    assertThat(ends.size()).as("less than a bucket each").isLessThan(2 * (size / 1024 + 65));
    CurveOutline outline = stretch.with(ends);
    assertThat(outline.until()[outline.until().length - 1]).isCloseTo(inside.size(), offset(0.01));
    assertThat(standingOut(outline.points())).isEqualTo(standingOut(inside));
    assertThat(outline.points().size()).isGreaterThanOrEqualTo(Math.min(inside.size(), most / 4));
    assertThat(outline.points().size()).isLessThan(5 * (4 * most + 4) + ends.size());
  }

  @Example
  void aCurveWhoseStepsGoBackHasNoStretches() {
    CurveBuckets buckets = CurveBuckets.empty();
    for (int i = 0; i < 20_000; i++) {
      buckets.add(i == 10_000 ? 9_999 : i, i, 1);
    }
    assertThat(buckets.stretch(new StepRange(0, 15_000), 10, 0)).isEmpty();
    assertThat(CurveBuckets.empty().stretch(new StepRange(0, 15_000), 10, 0)).isEmpty();
  }

  @Example
  void whatIsStoredOfALongCurveIsLittle() {
    Random random = new Random(1);
    CurveBuckets buckets = CurveBuckets.empty();
    for (int i = 0; i < 2_000_000; i++) {
      buckets.add(i, 1_700_000_000_000L + i * 200L + random.nextInt(15), random.nextGaussian());
    }
    Map<Integer, byte[]> entries = new HashMap<>();
    store(buckets, entries);
    assertThat(entries.values().stream().mapToInt(bytes -> bytes.length).sum())
        .isLessThan(128 << 10);
  }

  private static void store(CurveBuckets buckets, Map<Integer, byte[]> entries) {
    buckets.changes().entrySet().forEach(change -> store(change, entries));
  }

  private static void store(
      Map.Entry<Integer, Optional<byte[]>> change, Map<Integer, byte[]> entries) {
    if (change.getValue().isPresent()) {
      entries.put(change.getKey(), change.getValue().get());
    } else {
      entries.remove(change.getKey());
    }
  }

  /** The smallest, the largest, both ends by step and whether there is a NaN. */
  private static String standingOut(Points points) {
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    boolean nan = false;
    for (int i = 0; i < points.size(); i++) {
      double value = points.value(i) + 0.0;
      nan |= Double.isNaN(value);
      least = value < least ? value : least;
      most = value > most ? value : most;
    }
    int last = points.size() - 1;
    return points.timestamp(0)
        + " "
        + points.timestamp(last)
        + " "
        + least
        + " "
        + most
        + " "
        + nan;
  }

  private static Points ordered(Points points) {
    return OrderedHistory.of(points, PointOrder.BY_STEP);
  }

  private static Set<Long> places(CurveOutline outline) {
    Set<Long> places = new TreeSet<>();
    for (int i = 0; i < outline.points().size(); i++) {
      places.add(outline.points().timestamp(i));
    }
    return places;
  }

  private static Set<Long> expected(Points points, int width) {
    Set<Long> places = new TreeSet<>();
    for (int from = 0; from < points.size(); from += width) {
      int to = Math.min(points.size(), from + width);
      int least = -1;
      int most = -1;
      int nan = -1;
      for (int i = from; i < to; i++) {
        double value = points.value(i);
        if (Double.isNaN(value)) {
          nan = nan < 0 ? i : nan;
        } else {
          least = least < 0 || value < points.value(least) ? i : least;
          most = most < 0 || value > points.value(most) ? i : most;
        }
      }
      for (int place : new int[] {from, least, most, nan, to - 1}) {
        if (place >= 0) {
          places.add((long) place);
        }
      }
    }
    Points ordered = ordered(points);
    places.add(ordered.timestamp(0));
    places.add(ordered.timestamp(ordered.size() - 1));
    return places;
  }

  private static Points points(Random random, int size) {
    Points.Builder points = new Points.Builder();
    int mixed = random.nextInt(3);
    for (int i = 0; i < size; i++) {
      double value =
          switch (random.nextInt(16)) {
            case 0 -> Double.NaN;
            case 1 -> -0.0;
            case 2 -> 0.0;
            case 3 -> Math.rint(random.nextGaussian());
            default -> random.nextGaussian();
          };
      if (random.nextInt(size) == 0) {
        value = random.nextBoolean() ? Double.POSITIVE_INFINITY : -1e9;
      }
      long step = mixed == 0 ? 0 : mixed == 1 || random.nextInt(9) > 0 ? i : random.nextInt(size);
      points.add(step, i, value);
    }
    return points.build();
  }
}
