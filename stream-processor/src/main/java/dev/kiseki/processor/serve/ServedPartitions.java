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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Who answers for a partition here: its owner, or a copy of it where the caller allows. */
final class ServedPartitions {
  /** How long readers wait for a write that was acknowledged before it was judged. */
  private static final long PATIENCE_MILLIS = 2_000;

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
   * A write at this offset was acknowledged before it was judged here.
   *
   * @throws StatusRuntimeException UNAVAILABLE when the partition is not held here
   */
  void expect(int partition, long offset) {
    held.of(partition)
        .orElseThrow(() -> AwayPartitions.unavailable(List.of(partition), why(partition)))
        .expect(offset);
  }

  /**
   * Completes when every write acknowledged before the call is judged in those of the partitions
   * that are held here: nearly always at once.
   *
   * @return fails with UNAVAILABLE, naming those that are behind after two seconds
   */
  CompletionStage<Void> passed(List<Integer> partitions) {
    Map<Integer, CompletableFuture<Void>> behind = new LinkedHashMap<>();
    for (int partition : partitions) {
      held.of(partition)
          .map(it -> it.passed().toCompletableFuture())
          .filter(it -> !it.isDone())
          .ifPresent(it -> behind.put(partition, it));
    }
    if (behind.isEmpty()) {
      return CompletableFuture.completedStage(null);
    }
    return CompletableFuture.allOf(behind.values().toArray(CompletableFuture[]::new))
        .orTimeout(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
        .exceptionally(late -> refuse(behind, late));
  }

  private Void refuse(Map<Integer, CompletableFuture<Void>> behind, Throwable late) {
    if (!(late instanceof TimeoutException)) {
      throw new CompletionException(late);
    }
    List<Integer> away = new ArrayList<>();
    behind.forEach(
        (partition, it) -> {
          if (!it.isDone()) {
            away.add(partition);
          }
        });
    if (away.isEmpty()) {
      return null;
    }
    throw AwayPartitions.unavailable(
        away, "partitions " + away + ": the fold is behind writes that were acknowledged already");
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
