package dev.kiseki.store.index;

import dev.kiseki.store.document.RunDocument;
import dev.kiseki.store.scan.TextAttribute;
import dev.kiseki.store.scan.TextOf;
import dev.kiseki.store.scan.TimeAttribute;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;

/**
 * All keys of a run's document, and the difference between two: what a commit changes in the
 * indexes. Some 5 keys a run and one for each metric, param and tag.
 */
public final class RunEntries {
  private RunEntries() {}

  /** Every key, in no particular order. */
  public static Set<ByteBuffer> of(RunDocument run) {
    Set<ByteBuffer> keys = new HashSet<>();
    IndexSlice slice = IndexSlice.of(run);
    byte[] tie = IndexEntry.tie(run);
    keys.add(key(slice, IndexName.EVERY, new byte[0], tie));
    run.metrics()
        .forEach(
            (name, metric) ->
                keys.add(
                    key(slice, IndexName.metric(name), IndexValue.metric(metric.value()), tie)));
    run.params().forEach((name, value) -> text(keys, slice, new TextOf.Param(name), value, tie));
    run.tags().forEach((name, value) -> text(keys, slice, new TextOf.Tag(name), value, tie));
    for (TextAttribute attribute : IndexName.TEXTS) {
      TextOf source = new TextOf.Attribute(attribute);
      text(keys, slice, source, source.in(run).orElse(""), tie);
    }
    for (TimeAttribute attribute : TimeAttribute.values()) {
      OptionalLong time = attribute.of(run);
      if (time.isPresent()) {
        byte[] value = IndexValue.whole(time.getAsLong());
        keys.add(key(slice, IndexName.time(attribute), value, tie));
      }
    }
    return keys;
  }

  /**
   * Tells what has to be done.
   *
   * @param before the document that the indexes know; empty when they do not know the run
   * @param after empty when the run is no more
   */
  public static void difference(
      Optional<RunDocument> before,
      Optional<RunDocument> after,
      Consumer<ByteBuffer> remove,
      Consumer<ByteBuffer> put) {
    Set<ByteBuffer> old = before.map(RunEntries::of).orElse(Set.of());
    Set<ByteBuffer> now = after.map(RunEntries::of).orElse(Set.of());
    for (ByteBuffer key : old) {
      if (!now.contains(key)) {
        remove.accept(key);
      }
    }
    for (ByteBuffer key : now) {
      if (!old.contains(key)) {
        put.accept(key);
      }
    }
  }

  private static void text(
      Set<ByteBuffer> keys, IndexSlice slice, TextOf source, String value, byte[] tie) {
    IndexName.text(source)
        .ifPresent(index -> keys.add(key(slice, index, IndexValue.text(value), tie)));
  }

  private static ByteBuffer key(IndexSlice slice, IndexName index, byte[] value, byte[] tie) {
    return ByteBuffer.wrap(IndexEntry.join(IndexEntry.prefix(slice, index), value, tie));
  }
}
