package dev.kiseki.query.page;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.store.scan.SortKey;
import dev.kiseki.store.scan.SortKeyCodec;
import dev.kiseki.store.scan.UnreadableQueryException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.zip.CRC32C;

/**
 * Tokens as callers see them.
 *
 * <pre>
 * byte  0        version: 1, or 2 when the filter names now()
 * bytes 1-4      CRC-32C of all that follows
 * bytes 5-12     fingerprint of the search, see {@link SearchIdentity}
 * bytes 13-20    what now() was for the first page, epoch milliseconds; not in version 1
 * bytes ..       place of the last row delivered, see {@link SortKeyCodec}
 * </pre>
 *
 * <p>Big-endian, then URL-safe base64 without padding, since experiment searches carry tokens in
 * query strings. A place and no offset: rows that come or go elsewhere shift nothing. A rolling
 * update may hand a token to another release, so a new layout takes a new version.
 */
public final class PageToken {
  private static final byte WITHOUT_NOW = 1;
  private static final byte WITH_NOW = 2;
  private static final int CRC_AT = 1;
  private static final int IDENTITY_AT = 5;
  private static final int REST_AT = 13;

  private PageToken() {}

  /**
   * Where a search goes on.
   *
   * @param place rows strictly after it
   * @param nowMillis what now() means on every page; empty when the filter does not name it
   */
  public record Resumption(SortKey place, OptionalLong nowMillis) {}

  public static String encode(SearchIdentity search, SortKey place, OptionalLong nowMillis) {
    byte[] key = SortKeyCodec.encode(place);
    int nowLength = nowMillis.isPresent() ? Long.BYTES : 0;
    ByteBuffer token = ByteBuffer.allocate(REST_AT + nowLength + key.length);
    token.put(nowMillis.isPresent() ? WITH_NOW : WITHOUT_NOW).position(IDENTITY_AT);
    token.putLong(search.fingerprint());
    nowMillis.ifPresent(token::putLong);
    token.put(key);
    token.putInt(CRC_AT, crc(token.array()));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token.array());
  }

  /**
   * Where to go on; empty for no token, which means the first page.
   *
   * @param fits whether a place can stand in the search's order
   * @throws TrackingException INVALID_PARAMETER_VALUE, in MLflow's words as far as they fit
   */
  public static Optional<Resumption> decode(
      String token, SearchIdentity search, Predicate<SortKey> fits) {
    if (token.isEmpty()) {
      return Optional.empty();
    }
    byte[] bytes = bytes(token);
    if (bytes.length < REST_AT
        || (bytes[0] != WITHOUT_NOW && bytes[0] != WITH_NOW)
        || (bytes[0] == WITH_NOW && bytes.length < REST_AT + Long.BYTES)
        || ByteBuffer.wrap(bytes).getInt(CRC_AT) != crc(bytes)) {
      throw undecodable(bytes);
    }
    if (ByteBuffer.wrap(bytes).getLong(IDENTITY_AT) != search.fingerprint()) {
      throw TrackingException.invalid(
          "Invalid page token, it belongs to another search. Experiment ids, filter, order_by and"
              + " view type must be those of the page before; leave the token out to start anew.");
    }
    boolean withNow = bytes[0] == WITH_NOW;
    SortKey place = place(bytes, withNow ? REST_AT + Long.BYTES : REST_AT);
    if (!fits.test(place)) {
      throw undecodable(bytes);
    }
    OptionalLong now =
        withNow ? OptionalLong.of(ByteBuffer.wrap(bytes).getLong(REST_AT)) : OptionalLong.empty();
    return Optional.of(new Resumption(place, now));
  }

  private static SortKey place(byte[] bytes, int from) {
    byte[] key = Arrays.copyOfRange(bytes, from, bytes.length);
    try {
      return SortKeyCodec.decode(key);
    } catch (UnreadableQueryException e) {
      throw undecodable(bytes);
    }
  }

  private static byte[] bytes(String token) {
    try {
      // Both alphabets: MLflow's own tokens are of the other one and deserve the second complaint.
      return Base64.getUrlDecoder().decode(token.replace('+', '-').replace('/', '_'));
    } catch (IllegalArgumentException e) {
      throw TrackingException.invalid("Invalid page token, could not base64-decode");
    }
  }

  private static TrackingException undecodable(byte[] bytes) {
    return TrackingException.invalid(
        "Invalid page token, decoded value=" + PythonBytes.repr(bytes));
  }

  private static int crc(byte[] token) {
    CRC32C crc = new CRC32C();
    crc.update(token, IDENTITY_AT, token.length - IDENTITY_AT);
    return (int) crc.getValue();
  }
}
