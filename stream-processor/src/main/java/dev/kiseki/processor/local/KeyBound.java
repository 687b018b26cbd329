package dev.kiseki.processor.local;

import java.util.Arrays;
import java.util.Optional;
import org.rocksdb.ReadOptions;
import org.rocksdb.Slice;

/**
 * The first key behind all that start with a prefix. To be closed after the options that use it.
 */
final class KeyBound implements AutoCloseable {
  private final Optional<Slice> end;

  private KeyBound(Optional<Slice> end) {
    this.end = end;
  }

  static KeyBound of(byte[] prefix) {
    return new KeyBound(behind(prefix).map(Slice::new));
  }

  /** Empty when every key that is not below the prefix starts with it, as with an empty one. */
  static Optional<byte[]> behind(byte[] prefix) {
    for (int i = prefix.length - 1; i >= 0; i--) {
      if (prefix[i] != (byte) 0xFF) {
        byte[] end = Arrays.copyOf(prefix, i + 1);
        end[i]++;
        return Optional.of(end);
      }
    }
    return Optional.empty();
  }

  ReadOptions on(ReadOptions options) {
    end.ifPresent(options::setIterateUpperBound);
    return options;
  }

  @Override
  public void close() {
    end.ifPresent(Slice::close);
  }
}
