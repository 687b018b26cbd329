package dev.kiseki.standalone.grow;

import dev.kiseki.event.Header;
import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.run.RunEvent;
import dev.kiseki.event.run.RunProposal;
import dev.kiseki.event.wire.RunEventCodec;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Waits until each broker that leads a partition refuses its records. A broker learns of a topic's
 * new settings some moments after the controller; whoever leads the partition later has learned of
 * them before.
 */
final class Closing implements AutoCloseable {
  private static final long MOST_NANOS = 60_000_000_000L;
  private static final long PAUSE_MILLIS = 100;
  private static final byte[] NO_KEY = new byte[0];

  private final Producer<byte[], byte[]> producer;

  Closing(Map<String, Object> client) {
    Map<String, Object> config = new HashMap<>(client);
    config.put("client.id", "kiseki-grow-close");
    config.put("acks", "all");
    config.put("max.block.ms", 10_000);
    config.put("delivery.timeout.ms", 20_000);
    config.put("request.timeout.ms", 10_000);
    this.producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /**
   * @throws GrowFailure when a partition still takes records after a minute
   */
  void await(String topic, int partitions) throws InterruptedException {
    long began = System.nanoTime();
    for (int partition = 0; partition < partitions; partition++) {
      while (takes(topic, partition)) {
        if (System.nanoTime() - began > MOST_NANOS) {
          throw new GrowFailure(
              "Partition %d of %s still takes records. Start it again, or open it with --reopen."
                  .formatted(partition, topic));
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    }
  }

  private boolean takes(String topic, int partition) throws InterruptedException {
    byte[] record = RunEventCodec.encode(nothing(System.currentTimeMillis()));
    try {
      var unused = producer.send(new ProducerRecord<>(topic, partition, NO_KEY, record)).get();
      return true;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RecordTooLargeException) {
        return false;
      }
      throw new GrowFailure(
          "Partition %d of %s does not say whether it is closed (%s). Start it again, or open it with --reopen."
              .formatted(partition, topic, e.getCause()));
    }
  }

  /** A marker that says nothing new: one that is taken after all changes no run. */
  static RunEvent nothing(long now) {
    return new RunEvent(
        Header.of("", now),
        new RunId(""),
        new RunProposal.ExperimentStage(ExperimentId.DEFAULT, false, -1));
  }

  @Override
  public void close() {
    producer.close(java.time.Duration.ofSeconds(2));
  }
}
