package dev.kiseki.store.chunk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class ChunkCodecTest {
  @Test
  void goldenBytesOfVersion1AreReadForGood() throws IOException {
    assertThat(ChunkCodec.decode(golden("chunk-v1-plain.hex"))).isEqualTo(awkward());
    assertThat(ChunkCodec.decode(golden("chunk-v1-zstd.hex"))).isEqualTo(regular());
  }

  @Test
  void awkwardPointsArePackedToTheGoldenBytes() throws IOException {
    // Only the plain packing: zstd may pack otherwise in its next version.
    assertThat(HexFormat.of().formatHex(ChunkCodec.encode(awkward())))
        .isEqualTo(HexFormat.of().formatHex(golden("chunk-v1-plain.hex")));
  }

  @Test
  void boundsAreReadWithoutTheBody() {
    byte[] chunk = ChunkCodec.encode(regular());
    byte[] start = Arrays.copyOf(chunk, 40);
    assertThat(ChunkHeader.read(start))
        .isEqualTo(new ChunkHeader(500, 0, 499, 1_700_000_000_000L, 1_700_000_049_900L))
        .isEqualTo(ChunkHeader.of(regular()));
  }

  @Test
  void noisyLossesTakeLessThanEightBytesAPoint() {
    Random random = new Random(7);
    Points.Builder points = new Points.Builder();
    long time = 1_700_000_000_000L;
    for (int i = 0; i < 16_384; i++) {
      time += 40 + random.nextInt(12);
      points.add(i, time, 2.3 * Math.exp(-i / 4000.0) + 0.05 * random.nextGaussian());
    }
    assertThat(ChunkCodec.encode(points.build()).length).isLessThan(8 * 16_384);
  }

  @Test
  void anyChangedByteIsFound() {
    byte[] chunk = ChunkCodec.encode(regular());
    for (int i = 0; i < chunk.length; i++) {
      byte[] damaged = chunk.clone();
      damaged[i] ^= 0x10;
      assertThatThrownBy(() -> ChunkCodec.decode(damaged))
          .as("byte %d", i)
          .isInstanceOf(ChunkFormatException.class);
    }
  }

  @Test
  void anyShorterChunkIsRefused() {
    byte[] chunk = ChunkCodec.encode(awkward());
    for (int length = 0; length < chunk.length; length++) {
      byte[] cut = Arrays.copyOf(chunk, length);
      assertThatThrownBy(() -> ChunkCodec.decode(cut))
          .as("length %d", length)
          .isInstanceOf(ChunkFormatException.class);
    }
  }

  @Test
  void aChunkOfALaterVersionIsNamed() {
    byte[] chunk = ChunkCodec.encode(awkward());
    chunk[1] = 2;
    assertThatThrownBy(() -> ChunkCodec.decode(chunk))
        .hasMessage("metric chunk of unknown version 2");
    assertThatThrownBy(() -> ChunkHeader.read(chunk))
        .hasMessage("metric chunk of unknown version 2");
  }

  @Test
  void aWellSealedLieAboutTheLengthIsRefused() {
    ChunkWriter out = new ChunkWriter(64);
    out.writeByte(0xC7);
    out.writeByte(1);
    out.writeByte(1);
    new ChunkHeader(1_000_000, 0, 0, 0, 0).write(out);
    out.writeVarint(10_000_000);
    out.writeBytes(new byte[] {1, 2, 3}, 3);
    CRC32C crc = new CRC32C();
    crc.update(out.array(), 0, out.size());
    out.writeFixed32((int) crc.getValue());
    assertThatThrownBy(() -> ChunkCodec.decode(out.toBytes()))
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

  private static byte[] golden(String name) throws IOException {
    try (InputStream in = ChunkCodecTest.class.getResourceAsStream(name)) {
      String hex = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
    }
  }
}
