package dev.kiseki.processor.serve;

import dev.kiseki.processor.held.HeldPartition;
import dev.kiseki.processor.held.HeldPartitions;
import dev.kiseki.processor.local.RunStateReader;
import dev.kiseki.processor.local.SearchedRuns;
import dev.kiseki.processor.standby.StandbyAwayException;
import dev.kiseki.processor.standby.StandbyPartition;
import dev.kiseki.processor.standby.StandbyPartitions;
import dev.kiseki.store.shard.AwayPartitions;
import io.grpc.StatusRuntimeException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Who answers for a partition here: its owner, or a copy of it where the caller allows. */
final class ServedPartitions {
  private final HeldPartitions held;
  private final StandbyPartitions standbys;

  /** Gives the runs of a partition to whoever asks, or throws UNAVAILABLE. */
  @FunctionalInterface
  interface Runs {
    void read(Consumer<SearchedRuns> question);
  }

  ServedPartitions(HeldPartitions held, StandbyPartitions standbys) {
    this.held = held;
    this.standbys = standbys;
  }

  /**
   * The owner's state.
   *
   * @throws StatusRuntimeException UNAVAILABLE when it is not held here or still catching up
   */
  RunStateReader owned(int partition) {
    return readable(partition)
        .orElseThrow(() -> AwayPartitions.unavailable(List.of(partition), why(partition)));
  }

  /**
   * All these partitions, none read yet.
   *
   * @throws StatusRuntimeException UNAVAILABLE, naming those that nobody answers for here
   */
  Map<Integer, Runs> of(List<Integer> partitions, boolean orStandby) {
    Map<Integer, Runs> found = new LinkedHashMap<>();
    Map<Integer, String> away = new LinkedHashMap<>();
    for (int partition : partitions) {
      Optional<RunStateReader> owner = readable(partition);
      Optional<StandbyPartition> standby =
          orStandby && owner.isEmpty() ? standbys.of(partition) : Optional.empty();
      if (owner.isPresent()) {
        RunStateReader reader = owner.get();
        found.put(partition, question -> question.accept(reader));
      } else if (standby.isPresent()) {
        StandbyPartition copy = standby.get();
        found.put(partition, question -> read(partition, copy, question));
      } else {
        away.put(partition, why(partition));
      }
    }
    if (!away.isEmpty()) {
      throw AwayPartitions.unavailable(away.keySet(), String.join("; ", away.values()));
    }
    return found;
  }

  private static void read(int partition, StandbyPartition copy, Consumer<SearchedRuns> question) {
    try {
      copy.read(question);
    } catch (StandbyAwayException away) {
      throw AwayPartitions.unavailable(List.of(partition), away.getMessage());
    }
  }

  private Optional<RunStateReader> readable(int partition) {
    return held.of(partition).filter(HeldPartition::readable).map(HeldPartition::reader);
  }

  private String why(int partition) {
    return held.of(partition)
        .map(found -> found.waitingFor().orElse("partition " + partition + " is leaving"))
        .orElse("partition " + partition + " is not held here");
  }
}
