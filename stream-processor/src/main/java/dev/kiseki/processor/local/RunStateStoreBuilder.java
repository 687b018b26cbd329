package dev.kiseki.processor.local;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.apache.kafka.streams.state.StoreBuilder;

/** Tells Kafka Streams how to make the store of each partition. Always logged. */
public final class RunStateStoreBuilder implements StoreBuilder<RunStateStore> {
  private final String name;
  private final StoreLimits limits;
  private final RocksMemory memory;
  private final SearchMemory searchMemory;
  private final FoldMemory foldMemory;
  private final LongSupplier clock;
  private final Executor indexBuilds;
  private final StoreWatch watch;
  private final ChangelogGuard guard;
  private final Map<String, String> topicConfig = new HashMap<>();

  /**
   * @param clock epoch milliseconds; decides when history is written, nothing else
   * @param indexBuilds makes indexes that are not there, beside the fold
   * @param watch told of every store that is made
   * @param guard what to do about others that write to a changelog
   */
  public RunStateStoreBuilder(
      String name,
      StoreLimits limits,
      RocksMemory memory,
      SearchMemory searchMemory,
      FoldMemory foldMemory,
      LongSupplier clock,
      Executor indexBuilds,
      StoreWatch watch,
      ChangelogGuard guard) {
    this.name = name;
    this.limits = limits;
    this.memory = memory;
    this.searchMemory = searchMemory;
    this.foldMemory = foldMemory;
    this.clock = clock;
    this.indexBuilds = indexBuilds;
    this.watch = watch;
    this.guard = guard;
  }

  @Override
  public RunStateStore build() {
    return new RunStateStore(
        name, limits, memory, searchMemory, foldMemory, clock, indexBuilds, watch, guard);
  }

  @Override
  public Map<String, String> logConfig() {
    return topicConfig;
  }

  @Override
  public boolean loggingEnabled() {
    return true;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public StoreBuilder<RunStateStore> withLoggingEnabled(Map<String, String> config) {
    topicConfig.putAll(config);
    return this;
  }

  @Override
  public StoreBuilder<RunStateStore> withCachingEnabled() {
    throw new UnsupportedOperationException("it has its own");
  }

  /** Asked for by Streams when it has no cache; the store's own batching stays. */
  @Override
  public StoreBuilder<RunStateStore> withCachingDisabled() {
    return this;
  }

  @Override
  public StoreBuilder<RunStateStore> withLoggingDisabled() {
    throw new UnsupportedOperationException("it is always logged");
  }
}
