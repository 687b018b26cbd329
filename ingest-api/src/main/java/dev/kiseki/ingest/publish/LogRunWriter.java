package dev.kiseki.ingest.publish;

import dev.kiseki.event.Verdict;
import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.run.RunEvent;
import dev.kiseki.event.run.RunProposal;
import dev.kiseki.transport.append.LogPosition;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;

/**
 * Appends to run-events, unless it is metrics and there is no room for more, then waits for the
 * fold's verdict on that very record. When no verdict comes in time, a write that can't conflict is
 * answered as durable but not yet visible, and reads wait for it; one that can conflict fails with
 * TEMPORARILY_UNAVAILABLE, and repeating it is harmless because the fold applies it once.
 */
@Singleton
final class LogRunWriter implements RunWriter {
  private final EventLog log;
  private final Verdicts verdicts;
  private final HistoryRoom room;
  private final PublishSettings settings;
  private final PublishTimes times;
  private final Set<Integer> stalled = ConcurrentHashMap.newKeySet();

  LogRunWriter(
      EventLog log,
      Verdicts verdicts,
      HistoryRoom room,
      PublishSettings settings,
      PublishTimes times) {
    this.log = log;
    this.verdicts = verdicts;
    this.room = room;
    this.settings = settings;
    this.times = times;
  }

  @Override
  public CompletionStage<Visibility> write(RunEvent event) {
    return times.measured(System.nanoTime(), accepted(event), visibility -> visibility);
  }

  private CompletionStage<Visibility> accepted(RunEvent event) {
    if (points(event.proposal()) > 0 && full(event.run())) {
      return CompletableFuture.failedStage(
          new TrackingException(
              ErrorCode.RESOURCE_EXHAUSTED,
              "Too many metrics wait to be written to the history store, so no more are accepted for the moment. Nothing of this request was written. Repeat it later."));
    }
    return log.append(event).thenCompose(position -> verdict(position, event.proposal()));
  }

  private static int points(RunProposal proposal) {
    return proposal instanceof RunProposal.LogBatch batch ? batch.metrics().size() : 0;
  }

  /** Before Kafka was seen nothing is full, and the append says what is wrong. */
  private boolean full(RunId run) {
    try {
      return room.full(run);
    } catch (TrackingException neverSeen) {
      return false;
    }
  }

  private CompletionStage<Visibility> verdict(LogPosition position, RunProposal proposal) {
    Duration wait =
        stalled.contains(position.partition()) ? settings.stalledWait() : settings.visibleWait();
    return verdicts
        .onRun(position, wait)
        .handle(
            (verdict, failure) -> {
              if (failure != null) {
                return late(position, proposal, failure);
              }
              if (!stalled.isEmpty()) {
                stalled.remove(position.partition());
              }
              if (verdict instanceof Verdict.Rejected rejected) {
                throw rejected.exception();
              }
              return CompletableFuture.completedStage(Visibility.VISIBLE);
            })
        .thenCompose(visibility -> visibility);
  }

  private CompletionStage<Visibility> late(
      LogPosition position, RunProposal proposal, Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (!(cause instanceof TimeoutException)) {
      throw new CompletionException(cause);
    }
    stalled.add(position.partition());
    if (proposal.match(CannotConflict.RULE)) {
      return verdicts.answerUnseen(position).thenApply(told -> Visibility.PENDING);
    }
    throw TrackingException.unavailable(
        "The write is on the log, but whether it is accepted is not known yet. Repeat the request: a repeat is harmless.");
  }
}
