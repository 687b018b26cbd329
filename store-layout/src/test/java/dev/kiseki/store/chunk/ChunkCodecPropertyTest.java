package dev.kiseki.store.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ChunkCodecPropertyTest {
  record Point(long step, long timestamp, long bits) {}

  @Property(tries = 2000)
  void everyBitComesBack(@ForAll("points") List<Point> points) {
    Points columns = columns(points);
    byte[] chunk = ChunkCodec.encode(columns);
    assertThat(ChunkCodec.decode(chunk)).isEqualTo(columns);
    assertThat(ChunkHeader.read(chunk)).isEqualTo(ChunkHeader.of(columns));
  }

  @Property(tries = 300)
  void everyBitOfManyPointsComesBack(@ForAll("points") List<Point> points, @ForAll long seed) {
    Points few = columns(points);
    Points.Builder many = new Points.Builder();
    Random random = new Random(seed);
    boolean floats = random.nextBoolean();
    double smooth = random.nextInt(3) * 1e-3;
    for (int i = 0; i < 500 + random.nextInt(300); i++) {
      int at = random.nextInt(few.size());
      double value = random.nextInt(5) == 0 ? few.value(at) : Math.cos(i * smooth);
      many.add(
          random.nextInt(5) == 0 ? few.step(at) : i,
          random.nextInt(5) == 0 ? few.timestamp(at) : 7L * i,
          floats ? (float) value : value);
    }
    assertThat(ChunkCodec.decode(ChunkCodec.encode(many.build()))).isEqualTo(many.build());
  }

  @Property(tries = 2000)
  void noBytesCauseAnythingButTheOneException(@ForAll byte[] bytes) {
    try {
      ChunkCodec.decode(bytes);
    } catch (ChunkFormatException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @Provide
  Arbitrary<List<Point>> points() {
    Arbitrary<Long> any = Arbitraries.longs();
    Arbitrary<Long> extreme =
        Arbitraries.of(Long.MIN_VALUE, Long.MAX_VALUE, -1L, 0L, 1L, Long.MAX_VALUE - 1);
    Arbitrary<Long> near = Arbitraries.longs().between(-50, 50);
    Arbitrary<Long> time = Arbitraries.longs().between(1_600_000_000_000L, 1_600_000_100_000L);
    Arbitrary<Long> bits =
        Arbitraries.oneOf(
            Arbitraries.longs(),
            Arbitraries.doubles().between(0, 3).map(Double::doubleToRawLongBits),
            Arbitraries.of(
                0x7FF0_0000_0000_0001L, // a signalling NaN
                0xFFF8_0000_0000_1234L, // a negative one with a payload
                Double.doubleToRawLongBits(-0.0),
                Double.doubleToRawLongBits(Double.MIN_VALUE),
                Double.doubleToRawLongBits(Double.NEGATIVE_INFINITY)));
    return Combinators.combine(
            Arbitraries.oneOf(near, any, extreme), Arbitraries.oneOf(time, any, extreme), bits)
        .as(Point::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(400);
  }

  private static Points columns(List<Point> points) {
    Points.Builder columns = new Points.Builder();
    points.forEach(p -> columns.add(p.step(), p.timestamp(), Double.longBitsToDouble(p.bits())));
    return columns.build();
  }
}
