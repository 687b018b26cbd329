package dev.kiseki.query.page;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.store.scan.SortKey;
import dev.kiseki.store.scan.SortKeyCodec;
import dev.kiseki.store.scan.UnreadableQueryException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.zip.CRC32C;

/**
 * Tokens of searches of logged models. MLflow says which part of the search is not the one of the
 * page before, so each part has a fingerprint of its own.
 *
 * <pre>
 * byte  0        version: 3; 1 and 2 are those of {@link PageToken}
 * bytes 1-4      CRC-32C of all that follows
 * bytes 5-28     fingerprints of experiments, of filter and data sets, and of order_by
 * bytes 29-36    what now() was for the first page, epoch milliseconds
 * bytes ..       place of the last row delivered, see {@link SortKeyCodec}
 * </pre>
 *
 * <p>Big-endian, then URL-safe base64 without padding.
 */
public final class ModelPageToken {
  private static final byte VERSION = 3;
  private static final int CRC_AT = 1;
  private static final int PARTS_AT = 5;
  private static final int NOW_AT = PARTS_AT + 3 * Long.BYTES;
  private static final int PLACE_AT = NOW_AT + Long.BYTES;

  private ModelPageToken() {}

  /** The parts of a search that all its pages share. */
  public record Parts(SearchIdentity experiments, SearchIdentity filter, SearchIdentity order) {}

  /**
   * Where a search goes on.
   *
   * @param place rows strictly after it
   * @param nowMillis what now() means on every page
   */
  public record Resumption(SortKey place, long nowMillis) {}

  public static String encode(Parts parts, SortKey place, long nowMillis) {
    byte[] key = SortKeyCodec.encode(place);
    ByteBuffer token = ByteBuffer.allocate(PLACE_AT + key.length);
    token.put(VERSION).position(PARTS_AT);
    token.putLong(parts.experiments().fingerprint());
    token.putLong(parts.filter().fingerprint());
    token.putLong(parts.order().fingerprint());
    token.putLong(nowMillis).put(key);
    token.putInt(CRC_AT, crc(token.array()));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token.array());
  }

  /**
   * Where to go on; empty for no token, which means the first page.
   *
   * @param fits whether a place can stand in the search's order
   * @throws TrackingException INVALID_PARAMETER_VALUE, in MLflow's words as far as they fit
   */
  public static Optional<Resumption> decode(String token, Parts parts, Predicate<SortKey> fits) {
    if (token.isEmpty()) {
      return Optional.empty();
    }
    ByteBuffer bytes = ByteBuffer.wrap(bytes(token));
    if (bytes.capacity() < PLACE_AT
        || bytes.get(0) != VERSION
        || bytes.getInt(CRC_AT) != crc(bytes.array())) {
      throw unreadable(token);
    }
    same("Experiment IDs in the page token do not match", bytes, 0, parts.experiments());
    same("Filter string in the page token does not match", bytes, 1, parts.filter());
    same("Order by in the page token does not match", bytes, 2, parts.order());
    SortKey place = place(token, bytes.array());
    if (!fits.test(place)) {
      throw unreadable(token);
    }
    return Optional.of(new Resumption(place, bytes.getLong(NOW_AT)));
  }

  private static void same(String otherwise, ByteBuffer bytes, int part, SearchIdentity asked) {
    if (bytes.getLong(PARTS_AT + part * Long.BYTES) != asked.fingerprint()) {
      throw TrackingException.invalid(
          otherwise
              + " the requested "
              + (part == 0 ? "experiment IDs" : part == 1 ? "filter string" : "order by")
              + ". Send those of the page before, or leave the token out to start anew.");
    }
  }

  private static SortKey place(String token, byte[] bytes) {
    try {
      return SortKeyCodec.decode(Arrays.copyOfRange(bytes, PLACE_AT, bytes.length));
    } catch (UnreadableQueryException e) {
      throw unreadable(token);
    }
  }

  private static byte[] bytes(String token) {
    try {
      return Base64.getUrlDecoder().decode(token.replace('+', '-').replace('/', '_'));
    } catch (IllegalArgumentException e) {
      throw unreadable(token);
    }
  }

  private static TrackingException unreadable(String token) {
    String shown = token.length() > 200 ? token.substring(0, 200) + "…" : token;
    return TrackingException.invalid(
        "Invalid page token: " + shown + ". It is none of an earlier answer.");
  }

  private static int crc(byte[] token) {
    CRC32C crc = new CRC32C();
    crc.update(token, PARTS_AT, token.length - PARTS_AT);
    return (int) crc.getValue();
  }
}
