package dev.kiseki.standalone.grow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kiseki.event.topic.RunPartition;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CopyingTest {
  private static final int BEFORE = 2;
  private static final Split SPLIT = new Split(BEFORE, 6);

  private final List<List<ConsumerRecord<byte[], byte[]>>> log =
      List.of(new ArrayList<>(), new ArrayList<>());

  private ConsumerRecord<byte[], byte[]> add(int partition, byte[] key, String value) {
    List<ConsumerRecord<byte[], byte[]>> records = log.get(partition);
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>(
            "old",
            partition,
            records.size(),
            1_000L + records.size(),
            TimestampType.CREATE_TIME,
            0,
            0,
            key,
            value.getBytes(StandardCharsets.UTF_8),
            new RecordHeaders(),
            java.util.Optional.empty());
    records.add(record);
    return record;
  }

  private void fill(Random random, int count) {
    for (int i = 0; i < count; i++) {
      if (random.nextInt(10) == 0) {
        add(random.nextInt(BEFORE), new byte[0], "marker" + i);
      } else {
        // Few values: neighbours that are alike must not be taken for one another.
        byte[] run = ("run" + random.nextInt(12)).getBytes(StandardCharsets.UTF_8);
        add(RunPartition.of(run, BEFORE), run, "v" + random.nextInt(3));
      }
    }
  }

  private Map<Integer, Long> ends() {
    Map<Integer, Long> ends = new HashMap<>();
    for (int partition = 0; partition < BEFORE; partition++) {
      ends.put(partition, (long) log.get(partition).size());
    }
    return ends;
  }

  private static Copying begun(Topic topic) {
    Copying copying = new Copying(SPLIT, topic);
    for (int partition = 0; partition < BEFORE; partition++) {
      copying.goOn(partition, topic.remembered(partition, SPLIT.times()));
    }
    return copying;
  }

  private void copy(Copying copying, int partition, long upTo) {
    for (long next = copying.next(partition); next < upTo; next++) {
      copying.copy(log.get(partition).get((int) next));
    }
  }

  private void finish(Topic topic) {
    Copying copying = begun(topic);
    ends().forEach((partition, end) -> copy(copying, partition, end));
    copying.check(ends());
  }

  private void assertSame(Topic topic) {
    for (int child = 0; child < SPLIT.after(); child++) {
      int number = child;
      List<String> expected =
          log.get(child % BEFORE).stream()
              .filter(r -> SPLIT.places(r.partition(), r.key()).contains(number))
              .map(CopyingTest::text)
              .toList();
      assertThat(topic.records(child).stream().map(CopyingTest::text)).isEqualTo(expected);
    }
  }

  private static String text(ConsumerRecord<byte[], byte[]> record) {
    return record.timestamp()
        + " "
        + new String(record.key(), StandardCharsets.UTF_8)
        + " "
        + new String(record.value(), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
  void whateverMomentItIsKilledAtEachRecordIsThereOnceAndInOrder(long seed) {
    Random random = new Random(seed);
    Topic topic = new Topic(SPLIT.after());
    for (int life = 0; life < 12; life++) {
      fill(random, random.nextInt(60));
      Copying copying = begun(topic);
      for (int step = 0; step < 20; step++) {
        int partition = random.nextInt(BEFORE);
        copy(
            copying,
            partition,
            Math.min(log.get(partition).size(), copying.next(partition) + random.nextInt(8)));
        if (random.nextInt(6) == 0) {
          copying.remember();
        }
      }
      topic.kill(random.nextInt(40));
    }
    finish(topic);
    assertSame(topic);
  }

  @Test
  void aMarkerIsInEachPartitionThatTakesFromItsOwn() {
    add(1, new byte[0], "marker");
    Topic topic = new Topic(SPLIT.after());
    finish(topic);
    for (int child = 0; child < SPLIT.after(); child++) {
      assertThat(topic.records(child)).hasSize(child % BEFORE == 1 ? 1 : 0);
    }
  }

  @Test
  void aGapInWhatIsThereIsSeen() {
    fill(new Random(1), 200);
    Topic topic = new Topic(SPLIT.after());
    ConsumerRecord<byte[], byte[]> second =
        log.get(0).stream()
            .filter(r -> SPLIT.places(0, r.key()).contains(2))
            .skip(1)
            .findFirst()
            .orElseThrow();
    topic.append(2, second);
    assertThatThrownBy(() -> finish(topic))
        .isInstanceOf(GrowFailure.class)
        .hasMessageContaining("New partition 2 has another record at offset 0");
  }

  @Test
  void aRecordOfSomebodyElseIsSeen() {
    fill(new Random(2), 200);
    Topic topic = new Topic(SPLIT.after());
    Copying copying = begun(topic);
    copy(copying, 0, 50);
    topic.append(0, log.get(0).get(0));
    assertThatThrownBy(copying::remember)
        .isInstanceOf(GrowFailure.class)
        .hasMessageContaining("somebody else");
  }

  @Test
  void aRecordBehindTheLastIsSeenBeforeItIsCalledDone() {
    fill(new Random(3), 100);
    Topic topic = new Topic(SPLIT.after());
    Copying copying = begun(topic);
    ends().forEach((partition, end) -> copy(copying, partition, end));
    copying.remember();
    topic.append(5, log.get(1).get(0));
    assertThatThrownBy(() -> copying.check(ends()))
        .isInstanceOf(GrowFailure.class)
        .hasMessageContaining("New partition 5 has more records");
  }

  @Test
  void whatIsNotCopiedYetIsNotCalledDone() {
    fill(new Random(4), 100);
    Topic topic = new Topic(SPLIT.after());
    Copying copying = begun(topic);
    copy(copying, 0, ends().get(0));
    copy(copying, 1, ends().get(1) - 1);
    assertThatThrownBy(() -> copying.check(ends())).hasMessageContaining("Partition 1 is copied");
  }

  @Test
  void recordsThatTheLogLostAreSeen() {
    fill(new Random(5), 100);
    Copying copying = begun(new Topic(SPLIT.after()));
    assertThatThrownBy(() -> copying.copy(log.get(0).get(3)))
        .hasMessageContaining("goes on at offset 3, not at 0");
  }

  @Test
  void aPartitionThatLostRecordsIsSeen() {
    Topic topic = new Topic(SPLIT.after());
    topic.remember(0, new Place(9, 0, List.of(3L, 3L, 3L)));
    assertThatThrownBy(() -> begun(topic)).hasMessageContaining("New partition 0 has lost records");
  }

  @Test
  void aTopicOfSomethingElseIsNotCopied() {
    byte[] other = "run1".getBytes(StandardCharsets.UTF_8);
    add(1 - RunPartition.of(other, BEFORE), other, "v");
    assertThatThrownBy(() -> finish(new Topic(SPLIT.after())))
        .hasMessageContaining("not a topic of Kiseki");
  }
}
