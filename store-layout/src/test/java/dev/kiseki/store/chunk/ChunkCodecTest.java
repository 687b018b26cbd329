package dev.kiseki.store.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class ChunkCodecTest {
  @Test
  void goldenBytesOfVersion1AreReadForGood() throws IOException {
    assertThat(ChunkCodec.decode(golden("chunk-v1-plain.hex"))).isEqualTo(awkward());
    assertThat(ChunkCodec.decode(golden("chunk-v1-zstd.hex"))).isEqualTo(regular());
  }

  @Test
  void goldenBytesOfVersion2AreReadForGood() throws IOException {
    assertThat(ChunkCodec.decode(golden("chunk-v2-plain.hex"))).isEqualTo(awkward());
    assertThat(ChunkCodec.decode(golden("chunk-v2-floats.hex"))).isEqualTo(floats());
    assertThat(ChunkCodec.decode(golden("chunk-v2-zstd.hex"))).isEqualTo(regular());
    assertThat(ChunkCodec.decode(golden("chunk-v2-apart.hex"))).isEqualTo(longer());
  }

  @Test
  void fewPointsArePackedToTheGoldenBytes() throws IOException {
    // Only what is not packed: zstd may pack otherwise in its next version.
    assertThat(HexFormat.of().formatHex(ChunkCodec.encode(awkward())))
        .isEqualTo(HexFormat.of().formatHex(golden("chunk-v2-plain.hex")));
    assertThat(HexFormat.of().formatHex(ChunkCodec.encode(floats())))
        .isEqualTo(HexFormat.of().formatHex(golden("chunk-v2-floats.hex")));
  }

  @Test
  void boundsAreReadWithoutTheBody() {
    byte[] chunk = ChunkCodec.encode(regular());
    byte[] start = Arrays.copyOf(chunk, 80);
    ValueBounds values = new ValueBounds(1.0 / 500, 1, 1, 1.0 / 500);
    assertThat(ChunkHeader.read(start))
        .isEqualTo(
            new ChunkHeader(
                500, 0, 499, 1_700_000_000_000L, 1_700_000_049_900L, Optional.of(values)))
        .isEqualTo(ChunkHeader.of(regular()));
  }

  @Test
  void boundsLeaveNanOutAndFollowMlflowsOrder() {
    Points points =
        new Points.Builder()
            .add(2, 20, 0.0)
            .add(1, 10, Double.NaN)
            .add(1, 10, -0.0)
            .add(2, 20, Double.NaN)
            .add(2, 19, Double.POSITIVE_INFINITY)
            .build();
    assertThat(ChunkHeader.of(points).values())
        .contains(new ValueBounds(-0.0, Double.POSITIVE_INFINITY, -0.0, Double.NaN));
    assertThat(ChunkHeader.read(ChunkCodec.encode(points)).values())
        .isEqualTo(ChunkHeader.of(points).values());
    Points none = new Points.Builder().add(1, 1, Double.NaN).build();
    assertThat(ChunkHeader.of(none).values())
        .contains(new ValueBounds(Double.NaN, Double.NaN, Double.NaN, Double.NaN));
  }

  @Test
  void aPointTakesFewBytes() {
    Random random = new Random(7);
    IntToDoubleFunction loss = i -> 2.3 * Math.exp(-i / 4000.0) + 0.05 * random.nextGaussian();
    assertThat(bytesAPoint(16_384, loss)).as("64 bits of noise").isLessThan(7.8);
    assertThat(bytesAPoint(16_384, i -> (float) loss.applyAsDouble(i))).as("32 bits").isLessThan(4);
    assertThat(bytesAPoint(2_000, i -> (float) loss.applyAsDouble(i))).as("fewer").isLessThan(4);
    IntToDoubleFunction cosine = i -> 1.5e-4 * (1 + Math.cos(Math.PI * i / 100_000));
    assertThat(bytesAPoint(16_384, cosine)).as("learning rate").isLessThan(1.5);
    assertThat(bytesAPoint(2_000, cosine)).as("its beginning").isLessThan(1.6);
    assertThat(bytesAPoint(16_384, i -> 256.0 * i)).as("counter").isLessThan(1);
    assertThat(bytesAPoint(16_384, i -> 0.1)).as("constant").isLessThan(1);
  }

  /** Of points at every step, with times that jitter. */
  private static double bytesAPoint(int n, IntToDoubleFunction values) {
    Random random = new Random(8);
    Points.Builder points = new Points.Builder();
    long time = 1_700_000_000_000L;
    for (int i = 0; i < n; i++) {
      time += 200 + (long) (15 * random.nextGaussian());
      points.add(i, time, values.applyAsDouble(i));
    }
    return ChunkCodec.encode(points.build()).length / (double) n;
  }

  @Test
  void anyChangedByteIsFound() {
    for (Points points : List.of(regular(), floats(), longer())) {
      byte[] chunk = ChunkCodec.encode(points);
      for (int i = 0; i < chunk.length; i++) {
        byte[] damaged = chunk.clone();
        damaged[i] ^= 0x10;
        assertThatThrownBy(() -> ChunkCodec.decode(damaged))
            .as("byte %d", i)
            .isInstanceOf(ChunkFormatException.class);
      }
    }
  }

  @Test
  void wellSealedNonsenseIsRefusedOrRead() {
    // A checksum that is right says nothing of what it seals.
    for (Points points : List.of(awkward(), regular(), floats(), longer())) {
      byte[] chunk = ChunkCodec.encode(points);
      for (int i = 2; i < chunk.length - 4; i++) {
        for (int flip : new int[] {0x01, 0x10, 0x80, 0xFF}) {
          byte[] damaged = chunk.clone();
          damaged[i] ^= (byte) flip;
          try {
            assertThat(ChunkCodec.decode(sealed(damaged)).size()).isPositive();
          } catch (ChunkFormatException e) {
            assertThat(e.getMessage()).isNotBlank();
          }
        }
      }
    }
  }

  private static byte[] sealed(byte[] chunk) {
    CRC32C crc = new CRC32C();
    crc.update(chunk, 0, chunk.length - 4);
    ByteBuffer.wrap(chunk)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(chunk.length - 4, (int) crc.getValue());
    return chunk;
  }

  @Test
  void anyShorterChunkIsRefused() {
    for (Points points : List.of(awkward(), longer())) {
      byte[] chunk = ChunkCodec.encode(points);
      for (int length = 0; length < chunk.length; length++) {
        byte[] cut = Arrays.copyOf(chunk, length);
        assertThatThrownBy(() -> ChunkCodec.decode(cut))
            .as("length %d", length)
            .isInstanceOf(ChunkFormatException.class);
      }
    }
  }

  @Test
  void aChunkOfALaterVersionIsNamed() {
    byte[] chunk = ChunkCodec.encode(awkward());
    chunk[1] = 3;
    assertThatThrownBy(() -> ChunkCodec.decode(chunk))
        .hasMessage("metric chunk of unknown version 3");
    assertThatThrownBy(() -> ChunkHeader.read(chunk))
        .hasMessage("metric chunk of unknown version 3");
  }

  @Test
  void aWellSealedLieAboutTheLengthIsRefused() {
    ChunkWriter out = new ChunkWriter(64);
    out.writeByte(0xC7);
    out.writeByte(2);
    out.writeByte(8);
    new ChunkHeader(1_000_000, 0, 0, 0, 0, Optional.empty()).writeBounds(out);
    out.writeBytes(new byte[32], 32);
    out.writeVarint(10_000_000);
    out.writeVarint(3);
    out.writeBytes(new byte[] {1, 2, 3}, 3);
    out.writeFixed(0, 4);
    assertThatThrownBy(() -> ChunkCodec.decode(sealed(out.toBytes())))
        .isInstanceOf(ChunkFormatException.class)
        .hasMessageStartingWith("metric chunk does not unpack");
  }

  @Test
  void aChunkIsNeverEmptyOrHuge() {
    assertThatThrownBy(() -> ChunkCodec.encode(Points.EMPTY))
        .isInstanceOf(IllegalArgumentException.class);
    int tooMany = ChunkCodec.MAX_POINTS + 1;
    Points huge = new Points(new long[tooMany], new long[tooMany], new double[tooMany]);
    assertThatThrownBy(() -> ChunkCodec.encode(huge)).isInstanceOf(IllegalArgumentException.class);
  }

  /** Every sort of bits that a careless codec loses. */
  static Points awkward() {
    return new Points.Builder()
        .add(Long.MIN_VALUE, Long.MAX_VALUE, Double.longBitsToDouble(0x7FF8_0000_DEAD_BEEFL))
        .add(Long.MAX_VALUE, Long.MIN_VALUE, -0.0)
        .add(-1, 0, Double.MIN_VALUE)
        .build();
  }

  static Points regular() {
    Points.Builder points = new Points.Builder();
    for (int i = 0; i < 500; i++) {
      points.add(i, 1_700_000_000_000L + 100L * i, 1.0 / (1 + i));
    }
    return points.build();
  }

  static Points floats() {
    return new Points.Builder()
        .add(0, 1_000, 0.5)
        .add(1, 1_010, -0.0)
        .add(2, 1_019, Float.MIN_VALUE)
        .add(2, 1_019, Double.NaN)
        .add(3, 1_031, Double.NEGATIVE_INFINITY)
        .build();
  }

  static Points longer() {
    Random random = new Random(3);
    Points.Builder points = new Points.Builder();
    for (int i = 0; i < 700; i++) {
      points.add(i / 2, 1_000_000 + 50L * i + random.nextInt(9), Math.sin(i / 90.0));
    }
    return points.build();
  }

  private static byte[] golden(String name) throws IOException {
    try (InputStream in = ChunkCodecTest.class.getResourceAsStream(name)) {
      String hex = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
    }
  }
}
