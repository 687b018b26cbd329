package dev.kiseki.processor.local;

import dev.kiseki.store.index.IndexValue;
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
    byte[] end = IndexValue.after(prefix);
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
