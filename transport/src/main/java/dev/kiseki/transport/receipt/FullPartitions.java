package dev.kiseki.transport.receipt;

import dev.kiseki.transport.owner.Endpoint;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;

/**
 * Partitions whose owners want no more metrics for now. What was told counts while its teller owns
 * the partition and its stream is open: nobody else could take it back.
 */
final class FullPartitions {
  private final IntFunction<Optional<Endpoint>> owners;
  private final Map<Endpoint, Set<Integer>> told = new ConcurrentHashMap<>();

  FullPartitions(IntFunction<Optional<Endpoint>> owners) {
    this.owners = owners;
  }

  void told(Endpoint teller, int partition, boolean full) {
    if (full) {
      told.computeIfAbsent(teller, endpoint -> ConcurrentHashMap.newKeySet()).add(partition);
    } else {
      Set<Integer> known = told.get(teller);
      if (known != null) {
        known.remove(partition);
      }
    }
  }

  void forget(Endpoint teller) {
    told.remove(teller);
  }

  boolean contains(int partition) {
    return !told.isEmpty()
        && owners
            .apply(partition)
            .map(told::get)
            .filter(all -> all.contains(partition))
            .isPresent();
  }
}
