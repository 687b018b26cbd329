package dev.kiseki.processor.owner;

import java.util.concurrent.CompletionStage;

/** Tells all services where a partition is served from now on. */
@FunctionalInterface
public interface OwnerAnnouncer {
  /**
   * @param endpoint host:port of the shard server
   * @return completes when everybody can learn it; fails when that is not sure, and is then called
   *     again
   */
  CompletionStage<Void> announce(int partition, String endpoint);
}
