package dev.kiseki.store.key;

import dev.kiseki.event.id.ExperimentId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Keys of a data set in {@link StoreFamily#DATASETS}: one holds what it is, others what it was used
 * for, each context once.
 *
 * <pre>
 * what it is                     what it was used for
 * byte  0     0x01               byte  0     0x02
 * bytes 1-8   experiment         bytes 1-8   experiment
 * 4 bytes     length of name     4 bytes     length of name
 * bytes       name, UTF-8        bytes       name, UTF-8
 * 4 bytes     length of digest   4 bytes     length of digest
 * bytes       digest, UTF-8      bytes       digest, UTF-8
 *                                1 byte      0 = without a context, 1 = with one
 *                                bytes       context, UTF-8
 * </pre>
 *
 * <p>Big-endian, the experiment with its sign turned round. All of an experiment follow each other.
 */
public record DatasetKey(ExperimentId experiment, String name, String digest) {
  private static final byte WHAT_IT_IS = 1;
  private static final byte USED_FOR = 2;
  private static final int PREFIX = 1 + Long.BYTES;

  /**
   * A data set and what some run used it for.
   *
   * @param context empty when none was given
   */
  public record Use(DatasetKey dataset, Optional<String> context) {}

  /** The key of what it is. */
  public byte[] bytes() {
    byte[] text = utf8(name);
    byte[] sum = utf8(digest);
    return begin(WHAT_IT_IS, text, sum, 0).array();
  }

  /** The key of what it was used for. */
  public byte[] use(Optional<String> context) {
    byte[] text = utf8(name);
    byte[] sum = utf8(digest);
    byte[] what = utf8(context.orElse(""));
    return begin(USED_FOR, text, sum, 1 + what.length)
        .put((byte) (context.isPresent() ? 1 : 0))
        .put(what)
        .array();
  }

  private ByteBuffer begin(byte kind, byte[] text, byte[] sum, int more) {
    return ByteBuffer.allocate(PREFIX + 2 * Integer.BYTES + text.length + sum.length + more)
        .put(kind)
        .putLong(experiment.number() ^ Long.MIN_VALUE)
        .putInt(text.length)
        .put(text)
        .putInt(sum.length)
        .put(sum);
  }

  /** What all {@link #use} keys of an experiment begin with, and no other key. */
  public static byte[] uses(ExperimentId experiment) {
    return ByteBuffer.allocate(PREFIX)
        .put(USED_FOR)
        .putLong(experiment.number() ^ Long.MIN_VALUE)
        .array();
  }

  /** Reads a {@link #use} key. */
  public static Use parseUse(byte[] key) {
    ByteBuffer bytes = ByteBuffer.wrap(key, 1, key.length - 1);
    ExperimentId experiment = new ExperimentId(bytes.getLong() ^ Long.MIN_VALUE);
    DatasetKey dataset = new DatasetKey(experiment, text(bytes), text(bytes));
    boolean given = bytes.get() == 1;
    String context = text(bytes, bytes.remaining());
    return new Use(dataset, given ? Optional.of(context) : Optional.empty());
  }

  private static String text(ByteBuffer bytes) {
    return text(bytes, bytes.getInt());
  }

  private static String text(ByteBuffer bytes, int length) {
    byte[] text = new byte[length];
    bytes.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
