package dev.kiseki.processor.owner;

import java.util.concurrent.CompletionStage;

/** Tells all services where a copy of a partition is. */
@FunctionalInterface
public interface StandbyAnnouncer {
  /**
   * @param endpoint host:port of the shard server
   * @param there false = there no more
   * @return completes when everybody can learn it; fails when that is not sure, and is then called
   *     again; calls about one partition follow each other's end
   */
  CompletionStage<Void> announce(int partition, String endpoint, boolean there);
}
