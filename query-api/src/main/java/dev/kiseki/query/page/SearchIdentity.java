package dev.kiseki.query.page;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.List;

/**
 * What makes two requests pages of one search, as a fingerprint: everything but how many rows are
 * wanted. It guards against mistakes, not against forgery; a token gives nothing that its sender
 * could not ask for.
 *
 * @param fingerprint the first 8 bytes of a SHA-256 over the parts and their lengths
 */
public record SearchIdentity(long fingerprint) {

  /**
   * @param kind which search, so that tokens of runs are not taken for experiments
   */
  public static SearchIdentity of(
      String kind, Collection<String> experiments, String filter, String view, List<String> order) {
    MessageDigest digest = sha256();
    add(digest, kind);
    addAll(digest, experiments.stream().sorted().distinct().toList());
    add(digest, filter);
    add(digest, view);
    addAll(digest, order);
    return new SearchIdentity(ByteBuffer.wrap(digest.digest()).getLong());
  }

  private static void addAll(MessageDigest digest, List<String> parts) {
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, parts.size()));
    parts.forEach(part -> add(digest, part));
  }

  private static void add(MessageDigest digest, String part) {
    byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
    digest.update(bytes);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
