package dev.kiseki.processor.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.id.RunId;
import dev.kiseki.store.chunk.OrderedHistory;
import dev.kiseki.store.chunk.PointOrder;
import dev.kiseki.store.chunk.Points;
import dev.kiseki.store.chunk.Position;
import dev.kiseki.store.chunk.StepRange;
import dev.kiseki.store.shard.PointsQuestion;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class WaitingPointsPropertyTest {
  private static final RunId RUN = new RunId("r");

  @Property(tries = 500)
  void windowAfterWindowGivesEachPointOnceInOrderOfTime(@ForAll long seed) {
    Random random = new Random(seed);
    Points points = points(random, random.nextInt(60));
    StepRange steps =
        random.nextBoolean()
            ? StepRange.ALL
            : new StepRange(random.nextInt(3) - 1, random.nextInt(6));
    int most = 1 + random.nextInt(12);
    Points.Builder read = new Points.Builder();
    Optional<Position> passed = Optional.empty();
    boolean more = true;
    while (more) {
      WaitingPoints waiting = seen(PointsQuestion.first(RUN, "loss", passed, steps, most), points);
      Points window = OrderedHistory.of(waiting.found(), PointOrder.BY_TIME);
      more = waiting.more();
      assertThat(window.size()).isLessThanOrEqualTo(most);
      assertThat(waiting.outlined()).isZero();
      if (more) {
        assertThat(window.size()).isEqualTo(most);
        assertThat(window).as("in order").isEqualTo(waiting.found());
        passed = Optional.of(Position.of(window, window.size() - 1));
      }
      read.addAll(window);
    }
    assertThat(read.build()).isEqualTo(OrderedHistory.of(steps.among(points), PointOrder.BY_TIME));
  }

  @Property(tries = 20)
  void anOutlineOfManyHasTheirEndsAndExtremesAndIsFarSmaller(@ForAll long seed) {
    Random random = new Random(seed);
    Points.Builder builder = new Points.Builder();
    int size = 100_000 + random.nextInt(200_000);
    for (int i = 0; i < size; i++) {
      builder.add(i ^ random.nextInt(8), i, random.nextGaussian());
    }
    Points points = builder.build();
    StepRange steps = random.nextBoolean() ? StepRange.ALL : new StepRange(1_000, size - 1_000);
    WaitingPoints waiting = seen(PointsQuestion.outline(RUN, "loss", steps, 20_000), points);
    Points outline = OrderedHistory.of(waiting.found(), PointOrder.BY_STEP);
    Points inside = OrderedHistory.of(steps.among(points), PointOrder.BY_STEP);

    assertThat(waiting.outlined()).isEqualTo(inside.size());
    assertThat(waiting.more()).isFalse();
    assertThat(outline.size()).isLessThan(inside.size() / 15);
    assertThat(outline.slice(0, 1)).isEqualTo(inside.slice(0, 1));
    assertThat(outline.slice(outline.size() - 1, outline.size()))
        .isEqualTo(inside.slice(inside.size() - 1, inside.size()));
    assertThat(extremes(outline)).isEqualTo(extremes(inside));
    assertThat(seen(PointsQuestion.outline(RUN, "loss", steps, size), points).found())
        .as("few enough")
        .isEqualTo(steps.among(points));
  }

  @Property(tries = 300)
  void howManyDifferentOnesThereWereIsNeverOverstated(@ForAll long seed) {
    Random random = new Random(seed);
    Points points = points(random, 1 + random.nextInt(20));
    long different = OrderedHistory.of(points, PointOrder.BY_TIME).size();
    PointsQuestion all = PointsQuestion.first(RUN, "loss", Optional.empty(), StepRange.ALL, 100);
    assertThat(seen(all, points).saw(different)).isTrue();
    assertThat(seen(all, points).saw(different + 1)).isFalse();
    PointsQuestion few = PointsQuestion.first(RUN, "loss", Optional.empty(), StepRange.ALL, 1);
    assertThat(seen(few, points).saw(different + 1)).isFalse();
  }

  /** Asked as it comes over the wire. */
  private static WaitingPoints seen(PointsQuestion question, Points points) {
    PointsQuestion asked = PointsQuestion.fromProto(question.toProto(3));
    assertThat(asked).isEqualTo(question);
    WaitingPoints waiting = new WaitingPoints(asked);
    for (int i = 0; i < points.size(); i++) {
      waiting.see(points.step(i), points.timestamp(i), points.value(i));
    }
    return waiting;
  }

  private static Points points(Random random, int size) {
    double[] values = {0, -0.0, Double.NaN, 1, Double.NEGATIVE_INFINITY};
    Points.Builder points = new Points.Builder();
    for (int i = 0; i < size; i++) {
      long time = random.nextBoolean() ? i : random.nextInt(20);
      points.add(random.nextInt(5) - 1, time, values[random.nextInt(values.length)]);
    }
    return points.build();
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
}
