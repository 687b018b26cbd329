package dev.kiseki.store.key;

import java.util.Arrays;
import java.util.Optional;

/**
 * Key of a changelog record: the same key as in RocksDB behind the number of its family. The value
 * is the same too; no value means removed.
 *
 * <pre>
 * byte  0      {@link StoreFamily#number}
 * bytes 1-..   key inside the family
 * </pre>
 *
 * <p>Since layout 1.
 */
public final class ChangelogKey {
  private ChangelogKey() {}

  public static byte[] of(StoreFamily family, byte[] key) {
    byte[] bytes = new byte[key.length + 1];
    bytes[0] = family.number();
    System.arraycopy(key, 0, bytes, 1, key.length);
    return bytes;
  }

  /** Empty for a family of a later version. */
  public static Optional<StoreFamily> family(byte[] changelogKey) {
    return StoreFamily.ofNumber(changelogKey[0]);
  }

  public static byte[] key(byte[] changelogKey) {
    return Arrays.copyOfRange(changelogKey, 1, changelogKey.length);
  }
}
