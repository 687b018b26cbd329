package dev.kiseki.standalone.grow;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Copies records of old partitions to new ones, each once, in their order, and remembers how far it
 * is. Killed at any line it goes on where it was: what it had sent since it last remembered is read
 * back and compared instead of sent again.
 */
final class Copying {
  private final Split split;
  private final Target target;
  private final Map<Integer, Source> sources = new HashMap<>();
  private final AtomicReference<GrowFailure> failure = new AtomicReference<>();

  /** The new topic, and where it is remembered how far it is filled. */
  interface Target {
    /** Offset after the last record of a new partition. */
    long end(int partition);

    /** Records of a new partition from an offset to its end. */
    List<ConsumerRecord<byte[], byte[]>> from(int partition, long offset);

    /**
     * Sends a record; {@code written} hears its offset, or -1 and why not, before flush returns.
     */
    void send(int partition, ConsumerRecord<byte[], byte[]> record, Written written);

    /** Returns when everything that was sent is written. */
    void flush();

    void remember(int oldPartition, Place place);
  }

  /** Hears how an append ended. */
  @FunctionalInterface
  interface Written {
    void at(long offset, Exception failure);
  }

  /** An old partition on its way. */
  private static final class Source {
    long next;
    long markers;
    boolean changed;
    final List<Child> children = new ArrayList<>();
  }

  /** A new partition: what is there already, then what is added. */
  private static final class Child {
    final int number;
    final Deque<ConsumerRecord<byte[], byte[]>> there = new ArrayDeque<>();
    long end;

    Child(int number) {
      this.number = number;
    }
  }

  Copying(Split split, Target target) {
    this.split = split;
    this.target = target;
  }

  /**
   * Goes on with an old partition from where it was remembered to be.
   *
   * @return offset of the first record to hand to {@link #copy}
   */
  long goOn(int partition, Place place) {
    Source source = new Source();
    source.next = place.next();
    source.markers = place.markers();
    List<Integer> numbers = split.children(partition);
    for (int i = 0; i < numbers.size(); i++) {
      Child child = new Child(numbers.get(i));
      child.end = place.ends().get(i);
      long end = target.end(child.number);
      if (end < child.end) {
        throw damaged(child.number, "has lost records");
      }
      if (end > child.end) {
        child.there.addAll(target.from(child.number, child.end));
      }
      source.children.add(child);
    }
    sources.put(partition, source);
    return source.next;
  }

  /** Takes the next record of an old partition. */
  void copy(ConsumerRecord<byte[], byte[]> record) {
    throwFailure();
    Source source = sources.get(record.partition());
    if (record.offset() != source.next) {
      throw new GrowFailure(
          "Partition %d goes on at offset %d, not at %d: records are missing from the log."
              .formatted(record.partition(), record.offset(), source.next));
    }
    List<Integer> places = split.places(record.partition(), record.key());
    for (Child child : source.children) {
      if (places.contains(child.number)) {
        add(child, record);
      }
    }
    source.next++;
    source.markers += Split.isMarker(record.key()) ? 1 : 0;
    source.changed = true;
  }

  private void add(Child child, ConsumerRecord<byte[], byte[]> record) {
    long expected = child.end++;
    ConsumerRecord<byte[], byte[]> already = child.there.poll();
    if (already != null) {
      if (already.timestamp() != record.timestamp()
          || !Arrays.equals(already.key(), record.key())
          || !Arrays.equals(already.value(), record.value())) {
        throw damaged(child.number, "has another record at offset " + expected + " than it should");
      }
      return;
    }
    target.send(
        child.number,
        record,
        (offset, problem) -> {
          if (problem != null) {
            fail(new GrowFailure("Kafka does not take records: " + problem + ". Start it again."));
          } else if (offset != expected) {
            fail(damaged(child.number, "is written to by somebody else, at offset " + expected));
          }
        });
  }

  /** Waits until everything is written, then remembers it. */
  void remember() {
    target.flush();
    throwFailure();
    sources.forEach(
        (partition, source) -> {
          if (source.changed && source.children.stream().allMatch(child -> child.there.isEmpty())) {
            target.remember(partition, place(source));
            source.changed = false;
          }
        });
  }

  /**
   * Says whether new partitions hold what the old ones had.
   *
   * @param ends of the old partitions, which take no more
   * @throws GrowFailure when they don't
   */
  void check(Map<Integer, Long> ends) {
    remember();
    sources.forEach(
        (partition, source) -> {
          if (source.next != ends.get(partition)) {
            throw new GrowFailure(
                "Partition %d is copied up to %d of %d: start it again."
                    .formatted(partition, source.next, ends.get(partition)));
          }
          for (Child child : source.children) {
            if (!child.there.isEmpty() || target.end(child.number) != child.end) {
              throw damaged(child.number, "has more records than were copied");
            }
          }
          if (!place(source).adds()) {
            throw damaged(source.children.get(0).number, "and its siblings hold another number");
          }
        });
  }

  /** How far an old partition is. */
  long next(int partition) {
    return sources.get(partition).next;
  }

  private static Place place(Source source) {
    return new Place(
        source.next, source.markers, source.children.stream().map(child -> child.end).toList());
  }

  private void fail(GrowFailure problem) {
    failure.compareAndSet(null, problem);
  }

  private void throwFailure() {
    GrowFailure problem = failure.get();
    if (problem != null) {
      throw problem;
    }
  }

  private static GrowFailure damaged(int partition, String what) {
    return new GrowFailure(
        "New partition %d %s. Nothing in use was changed: remove the new topic and what was made of it, and begin again (docs/runbook.md, Growing)."
            .formatted(partition, what));
  }
}
