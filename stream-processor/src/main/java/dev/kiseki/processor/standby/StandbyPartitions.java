package dev.kiseki.processor.standby;

import dev.kiseki.processor.local.RunStateReader;
import dev.kiseki.processor.local.StoreWatch;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StandbyUpdateListener;
import org.apache.kafka.streams.processor.TaskId;

/**
 * The partitions that are followed here. Kafka Streams' threads add and remove, everybody looks.
 */
public final class StandbyPartitions implements StandbyUpdateListener, StoreWatch {
  private final RunLog log;
  private final Map<Integer, RunStateReader> open = new ConcurrentHashMap<>();
  private final Map<Integer, StandbyPartition> standbys = new ConcurrentHashMap<>();
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();

  /** Called on Kafka Streams' threads: must return at once. */
  public interface Listener {
    void came(int partition);

    void left(int partition);
  }

  public StandbyPartitions(RunLog log) {
    this.log = log;
  }

  public void listen(Listener listener) {
    listeners.add(listener);
  }

  public Optional<StandbyPartition> of(int partition) {
    return Optional.ofNullable(standbys.get(partition));
  }

  public int size() {
    return standbys.size();
  }

  @Override
  public void opened(int partition, RunStateReader reader) {
    open.put(partition, reader);
  }

  @Override
  public void folding(int partition) {
    leave(partition);
  }

  @Override
  public void closed(int partition) {
    open.remove(partition);
    leave(partition);
  }

  @Override
  public void onUpdateStart(TopicPartition changelog, String store, long startingOffset) {
    int partition = changelog.partition();
    RunStateReader reader = open.get(partition);
    if (reader != null && reader.followable()) {
      standbys.put(partition, new StandbyPartition(partition, reader, log, startingOffset - 1));
      listeners.forEach(listener -> listener.came(partition));
    }
  }

  @Override
  public void onBatchLoaded(
      TopicPartition changelog,
      String store,
      TaskId task,
      long batchEndOffset,
      long batchSize,
      long currentEndOffset) {
    of(changelog.partition()).ifPresent(standby -> standby.followed(batchEndOffset));
  }

  @Override
  public void onUpdateSuspended(
      TopicPartition changelog,
      String store,
      long storeOffset,
      long currentEndOffset,
      SuspendReason reason) {
    leave(changelog.partition());
  }

  private void leave(int partition) {
    if (standbys.remove(partition) != null) {
      listeners.forEach(listener -> listener.left(partition));
    }
  }
}
