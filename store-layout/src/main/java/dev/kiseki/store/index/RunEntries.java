package dev.kiseki.store.index;

import dev.kiseki.event.map.KeyedMap;
import dev.kiseki.store.document.DatasetUse;
import dev.kiseki.store.document.LatestMetric;
import dev.kiseki.store.document.RunDocument;
import dev.kiseki.store.document.RunLinks;
import dev.kiseki.store.scan.DatasetField;
import dev.kiseki.store.scan.MetricAggregate;
import dev.kiseki.store.scan.TextAttribute;
import dev.kiseki.store.scan.TextOf;
import dev.kiseki.store.scan.TimeAttribute;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * All keys of a run's document, and the difference between two: what a commit changes in the
 * indexes. Some 5 keys a run, three for each metric and one for each param and tag, three for a
 * data set; a difference costs what changed, and a comparison for the rest.
 */
public final class RunEntries {
  private static final List<MetricAggregate> INDEXED =
      List.of(MetricAggregate.LAST, MetricAggregate.MIN, MetricAggregate.MAX);

  private final IndexSlice slice;
  private final byte[] tie;

  private RunEntries(RunDocument run) {
    this.slice = IndexSlice.of(run);
    this.tie = IndexEntry.tie(run);
  }

  /** Every key once, in no particular order. */
  public static void of(RunDocument run, Consumer<byte[]> keys) {
    RunEntries entries = new RunEntries(run);
    keys.accept(entries.key(IndexName.EVERY, new byte[0]));
    run.metrics().forEach((name, metric) -> entries.metric(name, metric, keys));
    run.params().forEach((name, text) -> entries.text(new TextOf.Param(name), text, keys));
    run.tags().forEach((name, text) -> entries.text(new TextOf.Tag(name), text, keys));
    for (TextAttribute attribute : IndexName.texts(run.kind())) {
      entries.text(new TextOf.Attribute(attribute), attribute.of(run), keys);
    }
    for (TimeAttribute attribute : TimeAttribute.values()) {
      entries.time(attribute, attribute.of(run), keys);
    }
    entries.datasets(run.links()).forEach(keys);
  }

  /**
   * Tells what has to be done, in this order: a key that is removed may be put again.
   *
   * @param before the document that the indexes know; empty when they do not know the run
   * @param after empty when the run is no more
   */
  public static void difference(
      Optional<RunDocument> before,
      Optional<RunDocument> after,
      Consumer<byte[]> remove,
      Consumer<byte[]> put) {
    if (before.isPresent() && after.isPresent()) {
      RunEntries old = new RunEntries(before.get());
      RunEntries now = new RunEntries(after.get());
      if (old.slice.equals(now.slice) && Arrays.equals(old.tie, now.tie)) {
        now.change(before.get(), after.get(), remove, put);
        return;
      }
    }
    before.ifPresent(run -> of(run, remove));
    after.ifPresent(run -> of(run, put));
  }

  private void change(
      RunDocument before, RunDocument after, Consumer<byte[]> remove, Consumer<byte[]> put) {
    metrics(before.metrics(), after.metrics(), remove, put);
    datasets(before.links(), after.links(), remove, put);
    changed(
        before.params(), after.params(), remove, put, (n, t, k) -> text(new TextOf.Param(n), t, k));
    changed(before.tags(), after.tags(), remove, put, (n, t, k) -> text(new TextOf.Tag(n), t, k));
    for (TextAttribute attribute : IndexName.texts(after.kind())) {
      TextOf source = new TextOf.Attribute(attribute);
      if (!attribute.of(before).equals(attribute.of(after))) {
        text(source, attribute.of(before), remove);
        text(source, attribute.of(after), put);
      }
    }
    for (TimeAttribute attribute : TimeAttribute.values()) {
      if (!attribute.of(before).equals(attribute.of(after))) {
        time(attribute, attribute.of(before), remove);
        time(attribute, attribute.of(after), put);
      }
    }
  }

  private interface Write<V> {
    void key(String name, V value, Consumer<byte[]> keys);
  }

  private static <V> void changed(
      KeyedMap<V> before,
      KeyedMap<V> after,
      Consumer<byte[]> remove,
      Consumer<byte[]> put,
      Write<V> write) {
    if (before.equals(after)) {
      return;
    }
    before.forEach(
        (name, value) -> {
          if (!after.get(name).equals(Optional.of(value))) {
            write.key(name, value, remove);
          }
        });
    after.forEach(
        (name, value) -> {
          if (!before.get(name).equals(Optional.of(value))) {
            write.key(name, value, put);
          }
        });
  }

  /** A longer curve seldom has another minimum or maximum, and then these entries stay. */
  private void metrics(
      KeyedMap<LatestMetric> before,
      KeyedMap<LatestMetric> after,
      Consumer<byte[]> remove,
      Consumer<byte[]> put) {
    if (before.equals(after)) {
      return;
    }
    before.forEach((name, old) -> metricUnless(after.get(name), name, old, remove));
    after.forEach((name, now) -> metricUnless(before.get(name), name, now, put));
  }

  /** What the other has not as well. */
  private void metricUnless(
      Optional<LatestMetric> other, String name, LatestMetric metric, Consumer<byte[]> keys) {
    for (MetricAggregate aggregate : INDEXED) {
      double value = aggregate.of(metric);
      if (other.isEmpty() || Double.compare(aggregate.of(other.get()), value) != 0) {
        metric(name, aggregate, value, keys);
      }
    }
  }

  private void metric(String name, LatestMetric metric, Consumer<byte[]> keys) {
    for (MetricAggregate aggregate : INDEXED) {
      metric(name, aggregate, aggregate.of(metric), keys);
    }
  }

  private void metric(String name, MetricAggregate aggregate, double value, Consumer<byte[]> keys) {
    IndexName.metric(name, aggregate)
        .ifPresent(index -> keys.accept(key(index, IndexValue.metric(value))));
  }

  private void text(TextOf source, String text, Consumer<byte[]> keys) {
    IndexName.text(source).ifPresent(index -> keys.accept(key(index, IndexValue.text(text))));
  }

  private void time(TimeAttribute attribute, OptionalLong time, Consumer<byte[]> keys) {
    if (time.isPresent()) {
      keys.accept(key(IndexName.time(attribute), IndexValue.whole(time.getAsLong())));
    }
  }

  private void datasets(
      RunLinks before, RunLinks after, Consumer<byte[]> remove, Consumer<byte[]> put) {
    if (before.datasets().equals(after.datasets())) {
      return;
    }
    Set<byte[]> old = datasets(before);
    Set<byte[]> now = datasets(after);
    old.stream().filter(key -> !now.contains(key)).forEach(remove);
    now.stream().filter(key -> !old.contains(key)).forEach(put);
  }

  /** Several uses may have the same text, and so the same key. */
  private Set<byte[]> datasets(RunLinks links) {
    if (links.datasets().isEmpty()) {
      return Set.of();
    }
    Set<byte[]> keys = new TreeSet<>(Arrays::compareUnsigned);
    for (DatasetUse use : links.datasets()) {
      for (DatasetField field : DatasetField.values()) {
        field
            .of(use)
            .ifPresent(text -> keys.add(key(IndexName.dataset(field), IndexValue.text(text))));
      }
    }
    return keys;
  }

  private byte[] key(IndexName index, byte[] value) {
    return IndexEntry.join(IndexEntry.prefix(slice, index), value, tie);
  }
}
