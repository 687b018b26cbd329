package dev.kiseki.store.index;

import dev.kiseki.event.id.RunId;
import dev.kiseki.store.document.RunDocument;
import dev.kiseki.store.scan.SortValue;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One key of an index.
 *
 * <pre>
 * 8 bytes            experiment id, sign bit flipped
 * 1 byte             own stage: 0 active, 1 deleted
 * 1 byte             kind of index
 * 2 bytes + so many  the index's name, UTF-8
 * ...                {@link IndexValue}; nothing in {@link IndexName#EVERY}
 * 8 bytes            start time, epoch milliseconds, all bits but the sign flipped: newest first
 * the rest           run id, UTF-8
 * </pre>
 *
 * <p>So entries of one value stand in MLflow's tie-break order: start time descending, run id
 * ascending. Since layout 1.
 */
public final class IndexEntry {
  private final byte[] key;
  private final IndexName.Kind kind;
  private final int valueFrom;
  private final int valueTo;

  /** Made when it is asked for; who makes it twice makes the same. */
  private RunId run;

  private IndexEntry(byte[] key, IndexName.Kind kind, int valueFrom, int valueTo) {
    this.key = key;
    this.kind = kind;
    this.valueFrom = valueFrom;
    this.valueTo = valueTo;
  }

  /** What all keys of an index begin with. */
  public static byte[] prefix(IndexSlice slice, IndexName index) {
    byte[] name = index.name().getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(Long.BYTES + 1 + 1 + Short.BYTES + name.length)
        .putLong(slice.experiment().number() ^ Long.MIN_VALUE)
        .put(stage(slice))
        .put(index.kind().number())
        .putShort((short) name.length)
        .put(name)
        .array();
  }

  private static byte stage(IndexSlice slice) {
    return switch (slice.ownStage()) {
      case ACTIVE -> 0;
      case DELETED -> 1;
    };
  }

  /** The end of a key: where a run stands among those with the same value. */
  public static byte[] tie(long startTimeMillis, RunId run) {
    byte[] id = run.bytes();
    return ByteBuffer.allocate(Long.BYTES + id.length)
        .putLong(startTimeMillis ^ Long.MAX_VALUE)
        .put(id)
        .array();
  }

  static byte[] tie(RunDocument run) {
    return tie(run.startTimeMillis(), run.id());
  }

  /** Parts of a key, one after the other. */
  public static byte[] join(byte[]... parts) {
    int length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    ByteBuffer key = ByteBuffer.allocate(length);
    for (byte[] part : parts) {
      key.put(part);
    }
    return key.array();
  }

  /**
   * @param prefixLength length of {@link #prefix}
   */
  public static IndexEntry parse(IndexName.Kind kind, int prefixLength, byte[] key) {
    return new IndexEntry(key, kind, prefixLength, IndexValue.end(kind, key, prefixLength));
  }

  /** The whole key; not to be written to. */
  public byte[] key() {
    return key;
  }

  /** Unsigned comparison of the whole key. */
  public int compareKey(byte[] other) {
    return Arrays.compareUnsigned(key, other);
  }

  public RunId run() {
    RunId known = run;
    if (known == null) {
      int from = valueTo + Long.BYTES;
      known = new RunId(new String(key, from, key.length - from, StandardCharsets.UTF_8));
      run = known;
    }
    return known;
  }

  public long startTimeMillis() {
    return ByteBuffer.wrap(key).getLong(valueTo) ^ Long.MAX_VALUE;
  }

  /** The value's bytes. */
  public byte[] value() {
    return Arrays.copyOfRange(key, valueFrom, valueTo);
  }

  public boolean sameValue(IndexEntry other) {
    return compareValue(other.key, other.valueFrom, other.valueTo) == 0;
  }

  /** Unsigned comparison of the value's bytes. */
  public int compareValue(byte[] value) {
    return compareValue(value, 0, value.length);
  }

  private int compareValue(byte[] other, int from, int to) {
    return Arrays.compareUnsigned(key, valueFrom, valueTo, other, from, to);
  }

  /**
   * The value; of a text that is {@link #cut} only its beginning. Not for {@link IndexName#EVERY}.
   */
  public SortValue sortValue() {
    return IndexValue.decode(kind, key, valueFrom, valueTo);
  }

  /** The text of an entry of a text index; only its beginning when it is {@link #cut}. */
  public String text() {
    return IndexValue.text(key, valueFrom, valueTo);
  }

  /** Different values may share the bytes of this one. */
  public boolean cut() {
    return IndexValue.cut(kind, key, valueTo);
  }
}
