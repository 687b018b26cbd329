package dev.kiseki.store.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
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
