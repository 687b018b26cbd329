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

  /** As {@link #headers(byte[], int)}, of bytes whose CRC32C is known. */
  public static Http.Headers headers(int crc32c) {
    byte[] bytes = ByteBuffer.allocate(4).putInt(crc32c).array();
    Http.Headers headers = new Http.Headers("x-amz-content-sha256", "UNSIGNED-PAYLOAD");
    headers.put("x-amz-checksum-crc32c", Base64.getEncoder().encodeToString(bytes));
    headers.put("x-amz-sdk-checksum-algorithm", ALGORITHM);
    return headers;
  }
}
