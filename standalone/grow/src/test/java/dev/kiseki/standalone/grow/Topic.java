package dev.kiseki.standalone.grow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The new topic as Kafka keeps it: what is sent is there at a later moment, some of it at none when
 * the process is killed, and what is remembered is what was remembered last.
 */
final class Topic implements Copying.Target {
  private record Sent(
      int partition, ConsumerRecord<byte[], byte[]> record, Copying.Written written) {}

  private final List<List<ConsumerRecord<byte[], byte[]>>> partitions = new ArrayList<>();
  private final Map<Integer, Place> remembered = new HashMap<>();
  private final List<Sent> underWay = new ArrayList<>();

  Topic(int count) {
    for (int i = 0; i < count; i++) {
      partitions.add(new ArrayList<>());
    }
  }

  Place remembered(int oldPartition, int children) {
    Place place = remembered.get(oldPartition);
    return place == null
        ? Place.beginning(children)
        : Place.parse(place.next(), place.text(), children);
  }

  List<ConsumerRecord<byte[], byte[]>> records(int partition) {
    return partitions.get(partition);
  }

  /** Of what is under way the first ones of each partition are written, the others never. */
  void kill(int written) {
    for (int i = 0; i < Math.min(written, underWay.size()); i++) {
      append(underWay.get(i).partition, underWay.get(i).record);
    }
    underWay.clear();
  }

  long append(int partition, ConsumerRecord<byte[], byte[]> record) {
    List<ConsumerRecord<byte[], byte[]>> records = partitions.get(partition);
    records.add(
        new ConsumerRecord<>(
            "new",
            partition,
            records.size(),
            record.timestamp(),
            record.timestampType(),
            0,
            0,
            record.key(),
            record.value(),
            record.headers(),
            java.util.Optional.empty()));
    return records.size() - 1L;
  }

  @Override
  public long end(int partition) {
    return partitions.get(partition).size();
  }

  @Override
  public List<ConsumerRecord<byte[], byte[]>> from(int partition, long offset) {
    return List.copyOf(partitions.get(partition).subList((int) offset, (int) end(partition)));
  }

  @Override
  public void send(int partition, ConsumerRecord<byte[], byte[]> record, Copying.Written written) {
    underWay.add(new Sent(partition, record, written));
  }

  @Override
  public void flush() {
    for (Sent sent : underWay) {
      sent.written.at(append(sent.partition, sent.record), null);
    }
    underWay.clear();
  }

  @Override
  public void remember(int oldPartition, Place place) {
    remembered.put(oldPartition, place);
  }
}
