package dev.kiseki.transport.owner;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.transport.WithService;
import dev.kiseki.transport.kafka.KafkaSettings;
import dev.kiseki.transport.kafka.TopicAdmin;
import jakarta.annotation.PreDestroy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads along who serves what, and who keeps a copy of what. A thread of its own; an answer costs a
 * look into a map.
 */
@WithService
public final class OwnerDirectory implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(OwnerDirectory.class);

  private final KafkaSettings settings;
  private final TopicAdmin topics;
  private final TopicPartition ownersTopic;
  private final TopicPartition standbysTopic;
  private final Map<Integer, Endpoint> owners = new ConcurrentHashMap<>();
  private final Map<Integer, List<Endpoint>> standbys = new ConcurrentHashMap<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private final Thread thread;
  private volatile Consumer<byte[], byte[]> consumer;
  private volatile int partitions;
  private volatile boolean closed;

  public OwnerDirectory(KafkaSettings settings, TopicAdmin topics) {
    this.settings = settings;
    this.ownersTopic = new TopicPartition(settings.topics().shardOwners(), 0);
    this.standbysTopic = new TopicPartition(settings.topics().shardStandbys(), 0);
    this.thread = new Thread(this::run, "owner-directory");
    thread.setDaemon(true);
    this.topics = topics;
    topics
        .inUse()
        .thenAccept(
            count -> {
              partitions = count;
              thread.start();
            });
    topics.whenLeft(this::leave);
  }

  /** Whoever asked on would not hear of what was written to the next generation. */
  private void leave() {
    partitions = 0;
    close();
    owners.clear();
    standbys.clear();
  }

  /**
   * How many partitions runs are spread over; 0 until Kafka was seen, or while its generation of
   * run events is not in use.
   */
  public int partitions() {
    return partitions;
  }

  /** Like {@link #partitions}; TEMPORARILY_UNAVAILABLE when there is none to ask. */
  public int requirePartitions() {
    int count = partitions;
    if (count == 0) {
      throw TrackingException.unavailable(
          "The event log can't be used yet; waiting for "
              + waitingFor().orElse("its partitions")
              + ". Repeat the request.");
    }
    return count;
  }

  public Optional<Endpoint> ownerOf(int partition) {
    return Optional.ofNullable(owners.get(partition));
  }

  /** Like {@link #ownerOf}; TEMPORARILY_UNAVAILABLE when nobody serves the partition. */
  public Endpoint requireOwner(int partition) {
    return ownerOf(partition)
        .orElseThrow(
            () ->
                TrackingException.unavailable(
                    "No stream-processor serves partition "
                        + partition
                        + " yet. Repeat the request."));
  }

  /**
   * Who keeps a copy of the partition, the newest announcement first. Processes that were killed
   * stay among them.
   */
  public List<Endpoint> standbysOf(int partition) {
    return standbys.getOrDefault(partition, List.of());
  }

  /** All that is known: partition to owner. */
  public Map<Integer, Endpoint> owners() {
    return Map.copyOf(owners);
  }

  /** Calls back, on this directory's thread, when something changed. */
  public void onChange(Runnable listener) {
    listeners.add(listener);
  }

  /** What this waits for, for the readiness answer. */
  public Optional<String> waitingFor() {
    if (partitions == 0) {
      return topics.waitingFor().or(() -> Optional.of("Kafka at " + settings.bootstrapServers()));
    }
    if (owners.size() >= partitions) {
      return Optional.empty();
    }
    return Optional.of(
        "a stream-processor to serve "
            + (partitions - owners.size())
            + " of "
            + partitions
            + " partitions");
  }

  private void run() {
    while (!closed) {
      try (Consumer<byte[], byte[]> opened = open()) {
        consumer = opened;
        opened.assign(List.of(ownersTopic, standbysTopic));
        opened.seekToBeginning(List.of(ownersTopic, standbysTopic));
        while (!closed) {
          boolean changed = false;
          for (ConsumerRecord<byte[], byte[]> record : opened.poll(Duration.ofSeconds(1))) {
            changed |= apply(record);
          }
          if (changed) {
            listeners.forEach(Runnable::run);
          }
        }
      } catch (WakeupException stopping) {
        return;
      } catch (KafkaException failure) {
        log.warn("the consumer of shard owners failed and is opened again", failure);
      }
    }
  }

  private boolean apply(ConsumerRecord<byte[], byte[]> record) {
    try {
      if (record.topic().equals(standbysTopic.topic())) {
        return standby(new String(record.key(), StandardCharsets.UTF_8), record.value() != null);
      }
      if (record.value() == null) {
        return false;
      }
      int partition = Integer.parseInt(new String(record.key(), StandardCharsets.UTF_8));
      Endpoint endpoint = Endpoint.parse(new String(record.value(), StandardCharsets.UTF_8));
      return !endpoint.equals(owners.put(partition, endpoint));
    } catch (IllegalArgumentException damaged) {
      log.warn("an announcement at offset {} can't be read and is left out", record.offset());
      return false;
    }
  }

  /** The newest first: it is the likeliest to live. */
  private boolean standby(String key, boolean there) {
    int slash = key.indexOf('/');
    int partition = Integer.parseInt(key.substring(0, Math.max(0, slash)));
    Endpoint endpoint = Endpoint.parse(key.substring(slash + 1));
    List<Endpoint> known = standbysOf(partition);
    List<Endpoint> now = new ArrayList<>(known);
    now.remove(endpoint);
    if (there) {
      now.add(0, endpoint);
    }
    standbys.put(partition, List.copyOf(now));
    return !now.equals(known);
  }

  private Consumer<byte[], byte[]> open() {
    Map<String, Object> config = new HashMap<>(settings.clientConfig());
    config.put("client.id", "kiseki-owners");
    config.put("enable.auto.commit", false);
    config.put("auto.offset.reset", "earliest");
    config.put("reconnect.backoff.max.ms", 500);
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  @Override
  @PreDestroy
  public void close() {
    closed = true;
    Consumer<byte[], byte[]> open = consumer;
    if (open != null) {
      open.wakeup();
    }
  }
}
