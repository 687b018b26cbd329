package dev.kiseki.store.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class OrderedHistoryPropertyTest {
  record Point(long timestamp, long step, double value) {
    double sortedAs() {
      return Double.isNaN(value) ? 0.0 : value;
    }
  }

  private static final Comparator<Point> MLFLOW =
      Comparator.comparingLong(Point::timestamp)
          .thenComparingLong(Point::step)
          .thenComparingDouble(Point::sortedAs)
          .thenComparing(p -> Double.isNaN(p.value()));

  @Property(tries = 3000)
  void pointsAreInOrderAndEachOnce(@ForAll("points") List<Point> points) {
    TreeSet<Point> expected = new TreeSet<>(MLFLOW);
    expected.addAll(points);
    assertThat(list(OrderedHistory.of(columns(points), PointOrder.BY_TIME)))
        .isEqualTo(new ArrayList<>(expected));
  }

  @Property(tries = 1000)
  void pointsAreInOrderByStepToo(@ForAll("points") List<Point> points) {
    TreeSet<Point> expected =
        new TreeSet<>(Comparator.comparingLong(Point::step).thenComparing(MLFLOW));
    expected.addAll(points);
    assertThat(list(OrderedHistory.of(columns(points), PointOrder.BY_STEP)))
        .isEqualTo(new ArrayList<>(expected));
  }

  @Property(tries = 1000)
  void ascendingPiecesAreMerged(@ForAll("points") List<Point> a, @ForAll("points") List<Point> b) {
    TreeSet<Point> first = new TreeSet<>(MLFLOW);
    first.addAll(a);
    TreeSet<Point> second = new TreeSet<>(MLFLOW);
    second.addAll(b);
    List<Point> overlapping = new ArrayList<>(first);
    overlapping.addAll(second);
    overlapping.addAll(first);
    first.addAll(second);
    assertThat(list(OrderedHistory.of(columns(overlapping), PointOrder.BY_TIME)))
        .isEqualTo(new ArrayList<>(first));
  }

  @Provide
  Arbitrary<List<Point>> points() {
    Arbitrary<Double> values =
        Arbitraries.of(0.0, -0.0, Double.NaN, 1.0, -5.0, Double.MAX_VALUE, -Double.MAX_VALUE);
    Arbitrary<Long> few = Arbitraries.longs().between(-3, 3);
    Arbitrary<Long> any = Arbitraries.longs();
    return Combinators.combine(Arbitraries.oneOf(few, any), Arbitraries.oneOf(few, any), values)
        .as(Point::new)
        .list()
        .ofMaxSize(200);
  }

  private static Points columns(List<Point> points) {
    Points.Builder columns = new Points.Builder();
    points.forEach(p -> columns.add(p.step(), p.timestamp(), p.value()));
    return columns.build();
  }

  private static List<Point> list(Points points) {
    List<Point> list = new ArrayList<>();
    for (int i = 0; i < points.size(); i++) {
      list.add(new Point(points.timestamp(i), points.step(i), points.value(i)));
    }
    return list;
  }
}
