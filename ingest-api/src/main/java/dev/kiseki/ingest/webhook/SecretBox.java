package dev.kiseki.ingest.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Keeps secrets of webhooks, which stand on the log for ever, from everybody without the operator's
 * key. AES-256-GCM, bound to the webhook's id:
 *
 * <pre>
 * byte  0      version: 1
 * bytes 1-4    beginning of the SHA-256 of the key
 * bytes 5-16   nonce
 * bytes 17-    ciphertext and tag
 * </pre>
 *
 * <p>in base64.
 */
final class SecretBox {
  private static final byte VERSION = 1;
  private static final int KEY_BYTES = 32;
  private static final int NAME_BYTES = 4;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final List<byte[]> keys;
  private final SecureRandom random = new SecureRandom();

  /**
   * @param keys the first one seals
   */
  SecretBox(List<byte[]> keys) {
    this.keys = List.copyOf(keys);
  }

  /**
   * Reads a file of keys.
   *
   * @throws IllegalArgumentException saying what to do when it can't be read or holds no keys
   */
  static SecretBox of(Path file) {
    List<byte[]> keys = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(file)) {
        if (!line.isBlank() && !line.startsWith("#")) {
          keys.add(key(line.strip()));
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new IllegalArgumentException(wanted(file) + " (" + e.getMessage() + ")", e);
    }
    if (keys.isEmpty()) {
      throw new IllegalArgumentException(wanted(file) + " (it holds none)");
    }
    return new SecretBox(keys);
  }

  private static byte[] key(String line) {
    byte[] key = Base64.getDecoder().decode(line);
    if (key.length != KEY_BYTES) {
      throw new IllegalArgumentException("a key of " + key.length + " bytes");
    }
    return key;
  }

  private static String wanted(Path file) {
    return "kiseki.webhooks.key-file "
        + file
        + " must hold keys of 32 bytes in base64, one a line; make one with: openssl rand -base64 32";
  }

  boolean hasKey() {
    return !keys.isEmpty();
  }

  /** Ready for the log. Needs a key. */
  String seal(String webhookId, String secret) {
    byte[] key = keys.get(0);
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      byte[] sealed =
          cipher(Cipher.ENCRYPT_MODE, key, nonce, webhookId).doFinal(secret.getBytes(UTF_8));
      ByteBuffer out = ByteBuffer.allocate(1 + NAME_BYTES + NONCE_BYTES + sealed.length);
      out.put(VERSION).put(name(key)).put(nonce).put(sealed);
      return Base64.getEncoder().encodeToString(out.array());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM is part of every JRE", e);
    }
  }

  /**
   * The secret again.
   *
   * @throws GeneralSecurityException when no key here fits, or the bytes were changed
   */
  String open(String webhookId, String sealed) throws GeneralSecurityException {
    byte[] bytes = Base64.getDecoder().decode(sealed);
    int nonceAt = 1 + NAME_BYTES;
    int textAt = nonceAt + NONCE_BYTES;
    if (bytes.length < textAt || bytes[0] != VERSION) {
      throw new GeneralSecurityException("sealed by another release");
    }
    for (byte[] key : keys) {
      if (Arrays.equals(name(key), Arrays.copyOfRange(bytes, 1, nonceAt))) {
        byte[] nonce = Arrays.copyOfRange(bytes, nonceAt, textAt);
        Cipher cipher = cipher(Cipher.DECRYPT_MODE, key, nonce, webhookId);
        return new String(cipher.doFinal(bytes, textAt, bytes.length - textAt), UTF_8);
      }
    }
    throw new GeneralSecurityException("sealed with a key that is not in kiseki.webhooks.key-file");
  }

  private static Cipher cipher(int mode, byte[] key, byte[] nonce, String webhookId)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(webhookId.getBytes(UTF_8));
    return cipher;
  }

  private static byte[] name(byte[] key) throws GeneralSecurityException {
    return Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(key), NAME_BYTES);
  }
}
