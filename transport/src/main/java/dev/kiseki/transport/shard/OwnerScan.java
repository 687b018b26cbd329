package dev.kiseki.transport.shard;

import dev.kiseki.store.shard.AwayPartitions;
import dev.kiseki.transport.owner.Endpoint;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.IntFunction;

/**
 * What one owner answers for his partitions. Who is UNAVAILABLE before his first row is replaced:
 * partitions that he says he can answer for are asked of him again, the others of whoever else may
 * have them, each endpoint once for each partition. Once rows came, a failure fails the search.
 */
public final class OwnerScan<A extends OwnerScan.Answer> {
  /** What an endpoint answers for the partitions that it is asked for. */
  public interface Answer {
    /** Completes when the first of it is here, fails with what the call failed with. Asked once. */
    CompletionStage<Void> opened();

    /** No more of it is wanted; harmless after the end. */
    void cancel();
  }

  private final BiFunction<Endpoint, List<Integer>, A> open;
  private final IntFunction<List<Endpoint>> candidates;
  private final CompletableFuture<List<A>> streams = new CompletableFuture<>();
  private final Map<Integer, Set<Endpoint>> asked = new HashMap<>();
  private final List<A> opened = new ArrayList<>();
  private boolean cancelled;

  /**
   * @param open asks an endpoint for some partitions
   * @param candidates who may answer for a partition, the best first
   */
  OwnerScan(BiFunction<Endpoint, List<Integer>, A> open, IntFunction<List<Endpoint>> candidates) {
    this.open = open;
    this.candidates = candidates;
  }

  void begin(Endpoint owner, List<Integer> partitions) {
    ask(owner, partitions)
        .whenComplete(
            (rows, failure) -> {
              if (failure == null) {
                streams.complete(rows);
              }
            });
  }

  /**
   * Streams that together cover the partitions exactly once, when each has its first rows.
   *
   * @return fails with TEMPORARILY_UNAVAILABLE when nobody answers for one of them
   */
  public CompletionStage<List<A>> streams() {
    return streams;
  }

  /** No more rows are wanted; harmless after the end. */
  public void cancel() {
    List<A> now;
    synchronized (this) {
      cancelled = true;
      now = List.copyOf(opened);
    }
    now.forEach(Answer::cancel);
  }

  private CompletionStage<List<A>> ask(Endpoint endpoint, List<Integer> partitions) {
    A rows = open.apply(endpoint, partitions);
    boolean late;
    synchronized (this) {
      opened.add(rows);
      late = cancelled;
    }
    if (late) {
      rows.cancel();
    }
    return rows.opened()
        .handle(
            (here, failure) ->
                failure == null
                    ? CompletableFuture.completedStage(List.of(rows))
                    : elsewhere(endpoint, partitions, failure))
        .thenCompose(answer -> answer);
  }

  private CompletionStage<List<A>> elsewhere(
      Endpoint endpoint, List<Integer> partitions, Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (!(cause instanceof StatusRuntimeException status)
        || status.getStatus().getCode() != Status.Code.UNAVAILABLE) {
      return failed(cause);
    }
    Map<Endpoint, List<Integer>> next = new LinkedHashMap<>();
    Set<Integer> away = away(status, partitions);
    for (int partition : partitions) {
      Endpoint whom = away.contains(partition) ? other(partition, endpoint) : endpoint;
      if (whom == null) {
        return failed(cause);
      }
      next.computeIfAbsent(whom, found -> new ArrayList<>()).add(partition);
    }
    CompletionStage<List<A>> all = CompletableFuture.completedStage(List.of());
    for (Map.Entry<Endpoint, List<Integer>> group : next.entrySet()) {
      all = all.thenCombine(ask(group.getKey(), group.getValue()), OwnerScan::both);
    }
    return all;
  }

  /** At once, whoever else is still asked. */
  private CompletionStage<List<A>> failed(Throwable cause) {
    streams.completeExceptionally(ShardClient.unavailable(cause));
    return CompletableFuture.failedStage(cause);
  }

  /** Those of the partitions that he says are away; all of them when he names none of them. */
  private static Set<Integer> away(StatusRuntimeException status, List<Integer> partitions) {
    Set<Integer> away = new HashSet<>(partitions);
    away.retainAll(AwayPartitions.in(status));
    return away.isEmpty() ? new HashSet<>(partitions) : away;
  }

  /** Null when all were asked. */
  private synchronized Endpoint other(int partition, Endpoint failed) {
    if (cancelled) {
      return null;
    }
    Set<Endpoint> before = asked.computeIfAbsent(partition, number -> new HashSet<>());
    before.add(failed);
    for (Endpoint candidate : candidates.apply(partition)) {
      if (!before.contains(candidate)) {
        return candidate;
      }
    }
    return null;
  }

  private static <A> List<A> both(List<A> some, List<A> more) {
    List<A> all = new ArrayList<>(some);
    all.addAll(more);
    return all;
  }
}
