package dev.kiseki.transport.s3;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.minio.Checksum;
import io.minio.Http;
import org.junit.jupiter.api.Test;

class BodyChecksumTest {
  @Test
  void isTheCrc32cOfTheBytesThatAreSent() {
    // The check value of CRC-32C (RFC 3720): e3069283.
    Http.Headers headers = BodyChecksum.headers("123456789and more".getBytes(US_ASCII), 9);
    assertThat(headers.getFirst(Checksum.Algorithm.CRC32C.header())).isEqualTo("4waSgw==");
  }

  @Test
  void leavesNothingForTheSdkToHash() {
    Http.Headers headers = BodyChecksum.headers(new byte[1], 1);
    assertThat(headers.getFirst(Http.Headers.X_AMZ_CONTENT_SHA256))
        .isEqualTo(Checksum.UNSIGNED_PAYLOAD);
    assertThat(headers.getFirst(Http.Headers.X_AMZ_SDK_CHECKSUM_ALGORITHM)).isEqualTo("CRC32C");
  }
}
