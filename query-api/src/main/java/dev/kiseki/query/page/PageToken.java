package dev.kiseki.query.page;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.store.scan.SortKey;
import dev.kiseki.store.scan.SortKeyCodec;
import dev.kiseki.store.scan.UnreadableQueryException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.zip.CRC32C;

/**
 * Tokens as callers see them.
 *
 * <pre>
 * byte  0        version, 1
 * bytes 1-4      CRC-32C of all that follows
 * bytes 5-12     fingerprint of the search, see {@link SearchIdentity}
 * bytes 13-..    place of the last row delivered, see {@link SortKeyCodec}
 * </pre>
 *
 * <p>Big-endian, then URL-safe base64 without padding, since experiment searches carry tokens in
 * query strings. A place and no offset: rows that come or go elsewhere shift nothing. A rolling
 * update may hand a token to another release, so a new layout takes a new version.
 */
public final class PageToken {
  private static final byte VERSION = 1;
  private static final int CRC_AT = 1;
  private static final int IDENTITY_AT = 5;
  private static final int PLACE_AT = 13;

  private PageToken() {}

  public static String encode(SearchIdentity search, SortKey place) {
    byte[] key = SortKeyCodec.encode(place);
    ByteBuffer token = ByteBuffer.allocate(PLACE_AT + key.length);
    token.put(VERSION).position(IDENTITY_AT);
    token.putLong(search.fingerprint()).put(key);
    token.putInt(CRC_AT, crc(token.array()));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(token.array());
  }

  /**
   * The place to go on after; empty for no token, which means the first page.
   *
   * @param fits whether a place can stand in the search's order
   * @throws TrackingException INVALID_PARAMETER_VALUE, in MLflow's words as far as they fit
   */
  public static Optional<SortKey> decode(
      String token, SearchIdentity search, Predicate<SortKey> fits) {
    if (token.isEmpty()) {
      return Optional.empty();
    }
    byte[] bytes = bytes(token);
    if (bytes.length < PLACE_AT
        || bytes[0] != VERSION
        || ByteBuffer.wrap(bytes).getInt(CRC_AT) != crc(bytes)) {
      throw undecodable(bytes);
    }
    if (ByteBuffer.wrap(bytes).getLong(IDENTITY_AT) != search.fingerprint()) {
      throw TrackingException.invalid(
          "Invalid page token, it belongs to another search. Experiment ids, filter, order_by and"
              + " view type must be those of the page before; leave the token out to start anew.");
    }
    SortKey place = place(bytes);
    if (!fits.test(place)) {
      throw undecodable(bytes);
    }
    return Optional.of(place);
  }

  private static SortKey place(byte[] bytes) {
    byte[] key = new byte[bytes.length - PLACE_AT];
    System.arraycopy(bytes, PLACE_AT, key, 0, key.length);
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
