package dev.kiseki.store.index;

import dev.kiseki.event.id.RunId;
import dev.kiseki.store.document.RunDocument;
import dev.kiseki.store.scan.SortValue;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One key of an index.
 *
 * <pre>
 * 8 bytes            experiment id, sign bit flipped; of a logged model the id's complement, all
 *                    bits flipped before: ids are not negative, so the two never meet
 * 1 byte             own stage: 0 active, 1 deleted
 * 1 byte             kind of index
 * 2 bytes + so many  the index's name, UTF-8
 * ...                {@link IndexValue}; nothing in {@link IndexName#EVERY}
 * 8 bytes            start time, epoch milliseconds, all bits but the sign flipped: newest first
 * the rest           run id, UTF-8
 * </pre>
 *
 * <p>So entries of one value stand in MLflow's tie-break order: start time descending, run id
 * ascending. Since layout 1; logged models came later, and changed no key of a run.
 */
public final class IndexEntry {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final long ODD = 0x9E37_79B9_7F4A_7C15L;

  private final byte[] bytes;
  private final IndexName.Kind kind;
  private final int from;
  private final int valueFrom;
  private final int valueTo;
  private final int to;

  private IndexEntry(
      byte[] bytes, IndexName.Kind kind, int from, int valueFrom, int valueTo, int to) {
    this.bytes = bytes;
    this.kind = kind;
    this.from = from;
    this.valueFrom = valueFrom;
    this.valueTo = valueTo;
    this.to = to;
  }

  /** What all keys of an index begin with. */
  public static byte[] prefix(IndexSlice slice, IndexName index) {
    byte[] name = index.name().getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(Long.BYTES + 1 + 1 + Short.BYTES + name.length)
        .putLong(experiment(slice) ^ Long.MIN_VALUE)
        .put(stage(slice))
        .put(index.kind().number())
        .putShort((short) name.length)
        .put(name)
        .array();
  }

  private static long experiment(IndexSlice slice) {
    long number = slice.experiment().number();
    return switch (slice.kind()) {
      case RUN -> number;
      case LOGGED_MODEL -> ~number;
    };
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
    return parse(kind, prefixLength, key, 0, key.length);
  }

  /**
   * A key among others; looks at the bytes, copies none.
   *
   * @param prefixLength length of {@link #prefix}
   */
  public static IndexEntry parse(
      IndexName.Kind kind, int prefixLength, byte[] bytes, int from, int to) {
    int valueFrom = from + prefixLength;
    return new IndexEntry(bytes, kind, from, valueFrom, IndexValue.end(kind, bytes, valueFrom), to);
  }

  /** Unsigned comparison of the whole key. */
  public int compareKey(byte[] other) {
    return Arrays.compareUnsigned(bytes, from, to, other, 0, other.length);
  }

  public RunId run() {
    int start = valueTo + Long.BYTES;
    return new RunId(new String(bytes, start, to - start, StandardCharsets.UTF_8));
  }

  /** The same for entries of the same run; entries of different runs hardly ever share it. */
  public long runHash() {
    int start = valueTo + Long.BYTES;
    if (to - start < 2 * Long.BYTES) {
      return run().hashCode() * ODD;
    }
    long hash = ((long) LONG.get(bytes, start) * ODD + (long) LONG.get(bytes, start + 8)) * ODD;
    return hash ^ (hash >>> 32);
  }

  public long startTimeMillis() {
    return (long) LONG.get(bytes, valueTo) ^ Long.MAX_VALUE;
  }

  /** The value's bytes. */
  public byte[] value() {
    return Arrays.copyOfRange(bytes, valueFrom, valueTo);
  }

  public boolean sameValue(IndexEntry other) {
    return compareValue(other.bytes, other.valueFrom, other.valueTo) == 0;
  }

  /** Unsigned comparison of the value's bytes. */
  public int compareValue(byte[] value) {
    return compareValue(value, 0, value.length);
  }

  private int compareValue(byte[] other, int otherFrom, int otherTo) {
    return Arrays.compareUnsigned(bytes, valueFrom, valueTo, other, otherFrom, otherTo);
  }

  /**
   * The value; of a text that is {@link #cut} only its beginning. Not for {@link IndexName#EVERY}.
   */
  public SortValue sortValue() {
    return IndexValue.decode(kind, bytes, valueFrom, valueTo);
  }

  /** The text of an entry of a text index; only its beginning when it is {@link #cut}. */
  public String text() {
    return IndexValue.text(bytes, valueFrom, valueTo);
  }

  /** Different values may share the bytes of this one. */
  public boolean cut() {
    return IndexValue.cut(kind, bytes, valueTo);
  }
}
