package dev.kiseki.transport.s3;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.minio.Checksum;
import io.minio.Http;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class BodyChecksumTest {
  @Test
  void isTheCrc32cOfTheBytesThatAreSent() {
    // The check value of CRC-32C (RFC 3720): e3069283.
    Http.Headers headers = BodyChecksum.headers("123456789and more".getBytes(US_ASCII), 9);
    assertThat(headers.getFirst(Checksum.Algorithm.CRC32C.header())).isEqualTo("4waSgw==");
  }

  @Test
  void ofNothingIsZeroAndChangesNothing() {
    assertThat(BodyChecksum.of(new byte[0], 0)).isZero();
    assertThat(BodyChecksum.joined(0, 0xe3069283, 9)).isEqualTo(0xe3069283);
    assertThat(BodyChecksum.joined(0xe3069283, 0, 0)).isEqualTo(0xe3069283);
  }

  @Property
  void isJoinedAsIfOfAllBytes(@ForAll List<@Size(max = 3000) byte[]> pieces) {
    CRC32C expected = new CRC32C();
    int joined = 0;
    for (byte[] piece : pieces) {
      expected.update(piece);
      joined = BodyChecksum.joined(joined, BodyChecksum.of(piece, piece.length), piece.length);
    }
    assertThat(joined).isEqualTo((int) expected.getValue());
  }

  @Test
  void isJoinedOfPartsThatAreLarge() {
    byte[] part = new byte[10 << 20];
    new Random(1).nextBytes(part);
    CRC32C expected = new CRC32C();
    expected.update("head".getBytes(US_ASCII));
    expected.update(part);
    int head = BodyChecksum.of("head".getBytes(US_ASCII), 4);
    assertThat(BodyChecksum.joined(head, BodyChecksum.of(part, part.length), part.length))
        .isEqualTo((int) expected.getValue());
  }

  @Test
  void leavesNothingForTheSdkToHash() {
    Http.Headers headers = BodyChecksum.headers(new byte[1], 1);
    assertThat(headers.getFirst(Http.Headers.X_AMZ_CONTENT_SHA256))
        .isEqualTo(Checksum.UNSIGNED_PAYLOAD);
    assertThat(headers.getFirst(Http.Headers.X_AMZ_SDK_CHECKSUM_ALGORITHM)).isEqualTo("CRC32C");
  }
}
