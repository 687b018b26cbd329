package dev.kiseki.store.curve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.store.chunk.ChunkCodec;
import dev.kiseki.store.chunk.Points;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CurveFormatTest {
  @Test
  void theBytesOfACurveAreThese() {
    Points points =
        new Points.Builder()
            .add(5, 1_000, 2.5)
            .add(6, 1_100, Double.NaN)
            .add(7, 1_200, 1.0)
            .build();
    CurveBuckets buckets = CurveBuckets.empty();
    buckets.addAll(points);
    buckets.through(9);
    Map<Integer, Optional<byte[]>> entries = buckets.changes();
    assertThat(entries.keySet()).as("the header last").containsExactly(1, 0);
    assertThat(hex(entries.get(0)))
        .isEqualTo(
            "0101"
                + "0000000000000040"
                + "0000000000000003"
                + "0000000000000009"
                + ("0000000000000005" + "00000000000003e8" + "4004000000000000")
                + ("0000000000000007" + "00000000000004b0" + "3ff0000000000000"));
    // Three points; the smallest is the last, the largest the first, the NaN between them.
    assertThat(hex(entries.get(1)))
        .isEqualTo(
            "0101"
                + "0000000000000009"
                + "0212"
                + HexFormat.of().formatHex(ChunkCodec.encode(points)));
  }

  private static String hex(Optional<byte[]> bytes) {
    return HexFormat.of().formatHex(bytes.orElseThrow());
  }
}
