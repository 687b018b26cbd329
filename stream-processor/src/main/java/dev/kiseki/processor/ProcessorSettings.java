package dev.kiseki.processor;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Settings of the stream processor, all below {@code kiseki.processor}.
 *
 * @param applicationId name of the consumer group and of the changelog, with the log's generation
 *     behind it from the second on; all processors of one installation share it, and changing it
 *     folds everything anew
 * @param stateDirectory where RocksDB lies; one process alone may use it
 * @param shardHost address on which other services reach this process; announced as it is
 * @param shardBind address to listen on for them
 * @param shardPort port to listen on for them
 * @param instanceId name of this process in its group, the same after a restart and no other's; ""
 *     = made from {@code shardHost} and {@code shardPort}
 * @param streamThreads threads that fold; more than partitions are idle
 * @param standbyReplicas copies of each partition's state in other processes, which answer searches
 *     while its owner is away
 * @param replicationFactor of the changelog topic when it is made; 0 = as Kiseki's other topics
 * @param commitInterval how often what changed is written; more often costs, more seldom lets a
 *     restart read more again
 * @param dirtyRuns changed runs of one partition that bring a commit forward
 * @param uncommittedPoints the same for points
 * @param uncommittedBytes heap, reckoned, for what was applied and not committed, all partitions
 *     together; beyond it no more is taken from the log until it is committed
 * @param memoryBytes native memory for RocksDB, all partitions together
 * @param searchMemoryBytes heap for runs and pieces of indexes that searches met, all partitions
 *     together, roughly
 * @param scanThreads searches that run at the same time
 * @param historyDelay how long a changed run waits until it is written to Cassandra
 * @param historyDelayEnded the same for a run that ended
 * @param historySpread runs whose turn comes at once are written to Cassandra over this time
 * @param historyPoints pending points of a run that are written without waiting; a run of more than
 *     20 metrics waits for more, up to ten times as many
 * @param historyInFlight runs written to Cassandra at the same time
 * @param purgedRunsPerSecond most purged runs whose history and artifacts are removed in a second
 * @param waitingHistory bytes of points that may wait to be written to Cassandra, all partitions
 *     together; beyond it no more metrics are accepted
 * @param mergeGrace how long merged chunks stay beside what they were merged into: longer than any
 *     read of them
 * @param sessionTimeout how long Kafka hears nothing of this process until others take its
 *     partitions over; one that is back before goes on with them
 */
@ConfigurationProperties("kiseki.processor")
public record ProcessorSettings(
    @Bindable(defaultValue = "kiseki-stream-processor") String applicationId,
    @Bindable(defaultValue = "data/processor") Path stateDirectory,
    @Bindable(defaultValue = "127.0.0.1") String shardHost,
    @Bindable(defaultValue = "127.0.0.1") String shardBind,
    @Bindable(defaultValue = "5010") int shardPort,
    @Bindable(defaultValue = "") String instanceId,
    @Bindable(defaultValue = "1") int streamThreads,
    @Bindable(defaultValue = "0") int standbyReplicas,
    @Bindable(defaultValue = "0") int replicationFactor,
    @Bindable(defaultValue = "1s") Duration commitInterval,
    @Bindable(defaultValue = "20000") int dirtyRuns,
    @Bindable(defaultValue = "500000") int uncommittedPoints,
    @Bindable(defaultValue = "134217728") long uncommittedBytes,
    @Bindable(defaultValue = "201326592") long memoryBytes,
    @Bindable(defaultValue = "67108864") long searchMemoryBytes,
    @Bindable(defaultValue = "2") int scanThreads,
    @Bindable(defaultValue = "20m") Duration historyDelay,
    @Bindable(defaultValue = "2s") Duration historyDelayEnded,
    @Bindable(defaultValue = "10s") Duration historySpread,
    @Bindable(defaultValue = "20000") int historyPoints,
    @Bindable(defaultValue = "32") int historyInFlight,
    @Bindable(defaultValue = "100") int purgedRunsPerSecond,
    @Bindable(defaultValue = "4294967296") long waitingHistory,
    @Bindable(defaultValue = "20s") Duration mergeGrace,
    @Bindable(defaultValue = "15s") Duration sessionTimeout) {

  public ProcessorSettings {
    positive("stream-threads", streamThreads);
    notNegative("replication-factor", replicationFactor);
    positive("dirty-runs", dirtyRuns);
    positive("uncommitted-points", uncommittedPoints);
    positive("uncommitted-bytes", uncommittedBytes);
    positive("memory-bytes", memoryBytes);
    notNegative("search-memory-bytes", searchMemoryBytes);
    positive("scan-threads", scanThreads);
    positive("history-points", historyPoints);
    positive("history-in-flight", historyInFlight);
    positive("purged-runs-per-second", purgedRunsPerSecond);
    positive("waiting-history", waitingHistory);
    notNegative("merge-grace", mergeGrace.toMillis());
    notNegative("history-spread", historySpread.toMillis());
    positive("commit-interval", commitInterval.toMillis());
    positive("session-timeout", sessionTimeout.toMillis());
  }

  private static void notNegative(String name, long value) {
    if (value < 0) {
      throw new IllegalArgumentException("kiseki.processor." + name + " must not be negative");
    }
  }

  private static void positive(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException("kiseki.processor." + name + " must be at least 1");
    }
  }

  /** The instance id to use with Kafka, which allows letters, digits, '.', '_' and '-'. */
  public String effectiveInstanceId(int boundPort) {
    String id = instanceId.isEmpty() ? shardHost + "-" + boundPort : instanceId;
    return id.replaceAll("[^A-Za-z0-9._-]", "_");
  }
}
