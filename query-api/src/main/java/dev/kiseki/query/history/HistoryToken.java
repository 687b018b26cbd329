package dev.kiseki.query.history;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.id.RunId;
import dev.kiseki.store.chunk.Position;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.CRC32C;

/**
 * Page tokens: the place of the last point delivered, good for one run and key only.
 *
 * <pre>
 * byte  0        version, 1
 * bytes 1-4      CRC-32C of run id, a 0 byte, metric key
 * bytes 5-12     timestamp
 * bytes 13-20    step
 * bytes 21-28    value, IEEE 754 bits
 * </pre>
 *
 * <p>Big-endian, then URL-safe base64. A rolling update may hand a token to a service of another
 * release, so a new layout takes a new version.
 */
final class HistoryToken {
  private static final byte VERSION = 1;
  private static final int LENGTH = 29;

  private HistoryToken() {}

  static String encode(RunId run, String key, Position position) {
    byte[] bytes =
        ByteBuffer.allocate(LENGTH)
            .put(VERSION)
            .putInt(owner(run, key))
            .putLong(position.timestamp())
            .putLong(position.step())
            .putLong(position.valueBits())
            .array();
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /**
   * @throws TrackingException INVALID_PARAMETER_VALUE with MLflow's texts, as far as they fit
   */
  static Position decode(RunId run, String key, String token) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(token);
    } catch (IllegalArgumentException e) {
      throw TrackingException.invalid("Invalid page token, could not base64-decode");
    }
    if (bytes.length != LENGTH || bytes[0] != VERSION) {
      throw TrackingException.invalid("Invalid page token, decoded value=" + pythonBytes(bytes));
    }
    ByteBuffer in = ByteBuffer.wrap(bytes, 1, LENGTH - 1);
    int owner = in.getInt();
    Position position = new Position(in.getLong(), in.getLong(), in.getLong());
    if (owner != owner(run, key)) {
      throw TrackingException.invalid(
          "Invalid page token, parsed value=" + position + " is of another run or metric");
    }
    return position;
  }

  private static int owner(RunId run, String key) {
    CRC32C crc = new CRC32C();
    crc.update(run.bytes());
    crc.update(0);
    crc.update(key.getBytes(StandardCharsets.UTF_8));
    return (int) crc.getValue();
  }

  /** As Python prints bytes, since MLflow's message holds them so. */
  private static String pythonBytes(byte[] bytes) {
    StringBuilder text = new StringBuilder("b'");
    for (byte b : bytes) {
      if (b == '\'' || b == '\\') {
        text.append('\\').append((char) b);
      } else if (b >= ' ' && b < 0x7F) {
        text.append((char) b);
      } else {
        text.append(String.format("\\x%02x", b));
      }
    }
    return text.append('\'').toString();
  }
}
