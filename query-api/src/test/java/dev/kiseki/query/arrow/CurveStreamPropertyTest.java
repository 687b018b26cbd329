package dev.kiseki.query.arrow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.id.RunId;
import dev.kiseki.query.history.ChunksInMemory;
import dev.kiseki.query.history.CurvesInTurn;
import dev.kiseki.query.history.CurvesQuestion;
import dev.kiseki.query.history.HistorySources;
import dev.kiseki.store.chunk.Points;
import dev.kiseki.store.chunk.StepRange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Random curves of random doubles, decoded by Arrow's own reader. */
class CurveStreamPropertyTest {
  private static final List<String> KEYS = List.of("loss", "ü/lr 学習", "");
  private static final double[] VALUES = {
    Double.NaN,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    0.0,
    -0.0,
    Double.MIN_VALUE,
    -Double.MIN_NORMAL / 3,
    Double.MAX_VALUE,
    1.0 / 3
  };

  private record Point(long step, long timestamp, double value) {
    DecodedCurves.Row row(String run, String key) {
      return new DecodedCurves.Row(run, key, step, timestamp, Double.doubleToRawLongBits(value));
    }
  }

  @Property(tries = 200)
  void everyPointIsThereOnceInOrderBitForBit(@ForAll long seed) throws IOException {
    Random random = new Random(seed);
    ChunksInMemory curves = new ChunksInMemory();
    List<String> runs = new ArrayList<>();
    Map<String, List<Point>> logged = new TreeMap<>();
    int count = 1 + random.nextInt(20);
    for (int i = 0; i < count; i++) {
      String run = "r" + random.nextInt(1000);
      if (!runs.contains(run)) {
        runs.add(run);
        logged.put(run, random.nextInt(4) == 0 ? List.of() : log(curves, run, random));
      }
    }
    List<String> keys = KEYS.subList(0, 1 + random.nextInt(KEYS.size()));
    StepRange steps = random.nextBoolean() ? StepRange.ALL : new StepRange(2, 5);
    OptionalInt most =
        random.nextBoolean() ? OptionalInt.empty() : OptionalInt.of(5 + random.nextInt(40));
    int rows = 1 + random.nextInt(50);

    HistorySources sources = curves.sources();
    CurvesQuestion question =
        new CurvesQuestion(runs.stream().map(RunId::new).toList(), keys, steps, most);
    DecodedCurves decoded =
        DecodedCurves.of(
            bytes(
                new CurveStream(
                    new CurvesInTurn(sources, question),
                    runs,
                    keys,
                    Map.of("a", "b"),
                    Runnable::run,
                    rows)));

    List<DecodedCurves.Row> expected = new ArrayList<>();
    for (String run : runs) {
      for (String key : keys) {
        List<Point> all =
            logged.get(run).stream()
                .filter(p -> p.step() >= steps.first() && p.step() <= steps.last())
                .sorted(most.isEmpty() ? byTime() : byStep())
                .toList();
        List<DecodedCurves.Row> curve =
            most.isEmpty() || all.size() <= most.getAsInt()
                ? all.stream().map(point -> point.row(run, key)).toList()
                : sample(decoded, run, key, all, most.getAsInt());
        expected.addAll(curve);
      }
    }
    assertThat(decoded.rows()).isEqualTo(expected);
    assertThat(decoded.metadata()).containsEntry("a", "b");
    assertThat(decoded.batches().stream().limit(Math.max(0, decoded.batches().size() - 1)))
        .allMatch(size -> size == rows);
    assertThat(sources.memory().used()).isZero();
  }

  /** What is there of a long curve, once it is sure that it is a good sample. */
  private static List<DecodedCurves.Row> sample(
      DecodedCurves decoded, String run, String key, List<Point> all, int most) {
    List<DecodedCurves.Row> found =
        decoded.rows().stream()
            .filter(row -> row.run().equals(run) && row.key().equals(key))
            .toList();
    List<DecodedCurves.Row> rows = all.stream().map(point -> point.row(run, key)).toList();
    assertThat(found).hasSize(most).isSubsetOf(rows);
    assertThat(rows.stream().filter(found::contains).toList()).isEqualTo(found);
    Comparator<Point> byValue = Comparator.comparingDouble(Point::value);
    List<Point> numbers = all.stream().filter(p -> !Double.isNaN(p.value())).toList();
    List<Double> values = found.stream().map(row -> Double.longBitsToDouble(row.bits())).toList();
    assertThat(found).contains(rows.get(0), rows.get(rows.size() - 1));
    if (!numbers.isEmpty()) {
      // By number: of 0 and -0 either may stand for both.
      assertThat(values.stream().map(v -> v + 0.0))
          .contains(
              numbers.stream().min(byValue).orElseThrow().value() + 0.0,
              numbers.stream().max(byValue).orElseThrow().value() + 0.0);
    }
    return found;
  }

  private static Comparator<Point> byTime() {
    return Comparator.comparingLong(Point::timestamp)
        .thenComparingLong(Point::step)
        .thenComparing(CurveStreamPropertyTest::byValue);
  }

  private static Comparator<Point> byStep() {
    return Comparator.comparingLong(Point::step)
        .thenComparingLong(Point::timestamp)
        .thenComparing(CurveStreamPropertyTest::byValue);
  }

  /** NaN stands where 0 does, behind it. */
  private static int byValue(Point one, Point other) {
    int byNumber =
        Double.compare(
            Double.isNaN(one.value()) ? 0 : one.value(),
            Double.isNaN(other.value()) ? 0 : other.value());
    return byNumber != 0
        ? byNumber
        : Boolean.compare(Double.isNaN(one.value()), Double.isNaN(other.value()));
  }

  private static List<Point> log(ChunksInMemory curves, String run, Random random) {
    List<Point> all = new ArrayList<>();
    int chunks = random.nextInt(5);
    for (int i = 0; i <= chunks; i++) {
      Points.Builder points = new Points.Builder();
      int size = 1 + random.nextInt(30);
      for (int k = 0; k < size; k++) {
        double value =
            random.nextInt(3) == 0 ? random.nextGaussian() : VALUES[random.nextInt(VALUES.length)];
        Point point = new Point(random.nextInt(8), i * 20L + random.nextInt(25), value);
        points.add(point.step(), point.timestamp(), point.value());
        if (all.stream().noneMatch(other -> byTime().compare(point, other) == 0)) {
          all.add(point);
        }
      }
      if (i < chunks) {
        curves.keep(run, points.build());
      } else {
        curves.hold(run).addAll(points.build());
      }
    }
    return all;
  }

  static byte[] bytes(CurveStream stream) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] piece = stream.next().toCompletableFuture().join();
    while (piece.length > 0) {
      bytes.writeBytes(piece);
      piece = stream.next().toCompletableFuture().join();
    }
    stream.close();
    return bytes.toByteArray();
  }
}
