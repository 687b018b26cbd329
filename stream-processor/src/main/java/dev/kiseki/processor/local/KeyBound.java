package dev.kiseki.processor.local;

import dev.kiseki.store.index.IndexValue;
import java.util.Optional;
import org.rocksdb.ReadOptions;
import org.rocksdb.Slice;

/**
 * A key that is not read any more, nor what lies behind it. To be closed after the options that use
 * it.
 */
final class KeyBound implements AutoCloseable {
  private final Optional<Slice> end;

  private KeyBound(Optional<Slice> end) {
    this.end = end;
  }

  static KeyBound of(byte[] prefix) {
    return at(IndexValue.after(prefix));
  }

  /** Empty = none. */
  static KeyBound at(byte[] end) {
    return new KeyBound(end.length == 0 ? Optional.empty() : Optional.of(new Slice(end)));
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
