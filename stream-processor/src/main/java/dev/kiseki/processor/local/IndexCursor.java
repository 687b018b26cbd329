package dev.kiseki.processor.local;

import dev.kiseki.store.index.IndexEntry;
import dev.kiseki.store.index.IndexName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;

/**
 * Walks the entries of an index within bounds, in both directions, through segments that are in
 * memory and others that it reads. Stands nowhere at first.
 */
public final class IndexCursor {
  /** A short look reads little, a long walk reads more at once. */
  private static final int FIRST_ENTRIES = 16;

  private static final int MOST_ENTRIES = 256;

  private final Supplier<StoreSnapshot.Cursor> opened;
  private final StoreSegments segments;
  private final long moment;
  private final IndexName.Kind kind;
  private final byte[] prefix;
  private final byte[] lower;
  private final byte[] upper;
  private StoreSnapshot.Cursor stored;
  private int entriesAtOnce = FIRST_ENTRIES;
  private Segment segment;
  private int at;

  /**
   * @param opened a cursor over the same bounds in the store; asked for at most once
   */
  IndexCursor(
      Supplier<StoreSnapshot.Cursor> opened,
      StoreSegments segments,
      long moment,
      IndexName.Kind kind,
      byte[] prefix,
      byte[] lower,
      byte[] upper) {
    this.opened = opened;
    this.segments = segments;
    this.moment = moment;
    this.kind = kind;
    this.prefix = prefix;
    this.lower = lower;
    this.upper = upper;
  }

  /** To the first entry at or after a value, or a value and a tie; false when there is none. */
  public boolean seek(byte[] place) {
    byte[] key = IndexEntry.join(prefix, place);
    return from(Arrays.compareUnsigned(key, lower) < 0 ? lower : key);
  }

  private boolean from(byte[] start) {
    byte[] key = start;
    while (Arrays.compareUnsigned(key, upper) < 0) {
      segment = segments.covering(key, moment);
      if (segment == null) {
        segment = readFrom(key);
      }
      at = segment.atOrAfter(key);
      if (at < segment.size()) {
        return segment.compareKey(at, upper) < 0;
      }
      key = segment.to;
    }
    return false;
  }

  /** To the last entry of all within the bounds. */
  public boolean last() {
    return before(upper);
  }

  /** To the last entry before a value. */
  public boolean seekBefore(byte[] place) {
    byte[] key = IndexEntry.join(prefix, place);
    return before(Arrays.compareUnsigned(key, upper) > 0 ? upper : key);
  }

  private boolean before(byte[] end) {
    byte[] key = end;
    while (Arrays.compareUnsigned(key, lower) > 0) {
      segment = segments.before(key, moment);
      if (segment == null) {
        segment = readBefore(key);
      }
      at = segment.atOrAfter(key) - 1;
      if (at >= 0) {
        return segment.compareKey(at, lower) >= 0;
      }
      key = segment.from;
    }
    return false;
  }

  public boolean next() {
    if (++at < segment.size()) {
      return segment.compareKey(at, upper) < 0;
    }
    return from(segment.to);
  }

  public boolean previous() {
    if (--at >= 0) {
      return segment.compareKey(at, lower) >= 0;
    }
    return before(segment.from);
  }

  /** Where it stands; only after a call that returned true. */
  public IndexEntry entry() {
    return segment.entry(at);
  }

  private Segment readFrom(byte[] key) {
    List<byte[]> keys = new ArrayList<>();
    boolean there = stored().seek(key);
    while (there && keys.size() < entriesAtOnce) {
      keys.add(stored.key());
      there = stored.next();
    }
    byte[] end = there ? after(keys.get(keys.size() - 1)) : upper;
    return keep(key, end, keys);
  }

  private Segment readBefore(byte[] key) {
    List<byte[]> keys = new ArrayList<>();
    boolean there = stored().seekBefore(key);
    while (there && keys.size() < entriesAtOnce) {
      keys.add(stored.key());
      there = stored.previous();
    }
    byte[] start = there ? keys.get(keys.size() - 1) : lower;
    Collections.reverse(keys);
    return keep(start, key, keys);
  }

  private Segment keep(byte[] from, byte[] to, List<byte[]> keys) {
    entriesAtOnce = Math.min(MOST_ENTRIES, entriesAtOnce * 4);
    Segment read = new Segment(from, to, moment, kind, prefix.length, keys);
    segments.add(read);
    return read;
  }

  /** The first key above this one. */
  private static byte[] after(byte[] key) {
    return Arrays.copyOf(key, key.length + 1);
  }

  private StoreSnapshot.Cursor stored() {
    if (stored == null) {
      stored = opened.get();
    }
    return stored;
  }
}
