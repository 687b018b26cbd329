package dev.kiseki.processor;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StateRestoreListener;

/** What is still to be read from the changelog until the partitions that came here are folded. */
public final class RestoreProgress implements StateRestoreListener {
  private record Restore(long next, long end) {}

  private final Map<TopicPartition, Restore> under = new ConcurrentHashMap<>();

  /** Partitions whose state is being restored. */
  public long partitions() {
    return under.size();
  }

  /** Records of theirs that were not read yet; at most so many, for compaction leaves gaps. */
  public long records() {
    return under.values().stream().mapToLong(r -> Math.max(0, r.end() - r.next())).sum();
  }

  @Override
  public void onRestoreStart(TopicPartition changelog, String store, long from, long end) {
    under.put(changelog, new Restore(from, end));
  }

  @Override
  public void onBatchRestored(TopicPartition changelog, String store, long last, long count) {
    var unused = under.computeIfPresent(changelog, (p, r) -> new Restore(last + 1, r.end()));
  }

  @Override
  public void onRestoreEnd(TopicPartition changelog, String store, long total) {
    under.remove(changelog);
  }

  /** It moved elsewhere. */
  @Override
  public void onRestoreSuspended(TopicPartition changelog, String store, long total) {
    under.remove(changelog);
  }
}
