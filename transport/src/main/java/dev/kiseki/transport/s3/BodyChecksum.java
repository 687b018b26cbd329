package dev.kiseki.transport.s3;

import io.minio.Http;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.zip.CRC32C;

/**
 * What S3 gets to check a body by: its CRC32C, which it also keeps. A SHA-256 would take twenty
 * times as long, and so would the SDK's own CRC32C, which is not the processor's (ADR 14).
 */
public final class BodyChecksum {
  private static final String ALGORITHM = "CRC32C";
  // Polynomials over GF(2) modulo Castagnoli's, the highest bit is the power 0.
  private static final int MODULUS = 0x82F63B78;
  private static final int ONE = 1 << 31;
  private static final int X = 1 << 30;

  private BodyChecksum() {}

  /** Headers that begin an upload in such parts: AWS refuses a checksum it was not told of. */
  public static Http.Headers announced() {
    return new Http.Headers("x-amz-checksum-algorithm", ALGORITHM);
  }

  /** Headers of a request with these bytes; the SDK hashes nothing more then. */
  public static Http.Headers headers(byte[] data, int length) {
    return headers(of(data, length));
  }

  /** Their CRC32C. */
  public static int of(byte[] data, int length) {
    CRC32C checksum = new CRC32C();
    checksum.update(data, 0, length);
    return (int) checksum.getValue();
  }

  /**
   * The CRC32C of some bytes followed by others, from those of both. Takes microseconds, however
   * many they are: the first is multiplied by x to the power of the bits that follow.
   *
   * @param length of the bytes that follow
   */
  public static int joined(int before, int after, long length) {
    int shift = ONE;
    int power = X;
    for (long bits = 8 * length; bits > 0; bits >>= 1) {
      if ((bits & 1) == 1) {
        shift = product(shift, power);
      }
      power = product(power, power);
    }
    return product(before, shift) ^ after;
  }

  private static int product(int a, int b) {
    int product = 0;
    int shifted = b;
    for (int bit = ONE; bit != 0; bit >>>= 1) {
      if ((a & bit) != 0) {
        product ^= shifted;
      }
      shifted = (shifted & 1) == 0 ? shifted >>> 1 : shifted >>> 1 ^ MODULUS;
    }
    return product;
  }

  /** As {@link #headers(byte[], int)}, of bytes whose CRC32C is known. */
  public static Http.Headers headers(int crc32c) {
    byte[] bytes = ByteBuffer.allocate(4).putInt(crc32c).array();
    Http.Headers headers = new Http.Headers("x-amz-content-sha256", "UNSIGNED-PAYLOAD");
    headers.put("x-amz-checksum-crc32c", Base64.getEncoder().encodeToString(bytes));
    headers.put("x-amz-sdk-checksum-algorithm", ALGORITHM);
    return headers;
  }
}
