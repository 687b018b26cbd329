package dev.kiseki.processor.local;

import dev.kiseki.store.index.IndexEntry;
import dev.kiseki.store.index.IndexName;

/** Walks the entries of an index within bounds, in both directions. Stands nowhere at first. */
public final class IndexCursor {
  private final StoreSnapshot.Cursor cursor;
  private final IndexName.Kind kind;
  private final byte[] prefix;

  IndexCursor(StoreSnapshot.Cursor cursor, IndexName.Kind kind, byte[] prefix) {
    this.cursor = cursor;
    this.kind = kind;
    this.prefix = prefix;
  }

  /** To the first entry at or after a value, or a value and a tie; false when there is none. */
  public boolean seek(byte[] place) {
    return cursor.seek(IndexEntry.join(prefix, place));
  }

  /** To the last entry of all within the bounds. */
  public boolean last() {
    return cursor.last();
  }

  /** To the last entry before a value. */
  public boolean seekBefore(byte[] place) {
    return cursor.seekBefore(IndexEntry.join(prefix, place));
  }

  public boolean next() {
    return cursor.next();
  }

  public boolean previous() {
    return cursor.previous();
  }

  /** Where it stands; only after a call that returned true. */
  public IndexEntry entry() {
    return IndexEntry.parse(kind, prefix.length, cursor.key());
  }
}
