package dev.kiseki.processor.stage;

import dev.kiseki.event.Header;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.run.RunEvent;
import dev.kiseki.event.run.RunProposal;
import dev.kiseki.processor.held.HeldPartition;
import dev.kiseki.processor.held.HeldPartitions;
import dev.kiseki.processor.stage.StageSource.StageChange;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the stages in each partition up to the catalog's. A partition begins with what its own log
 * told it, so a marker is repeated only when its owner stopped before folding it; the fold skips
 * such a one by its catalog offset.
 */
public final class StageMarkers implements HeldPartitions.Listener, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StageMarkers.class);
  private static final long AGAIN_MILLIS = 200;
  private static final RunId NO_RUN = new RunId("");

  private final StageSource source;
  private final MarkerAppender appender;
  private final LongSupplier clock;
  private final Map<HeldPartition, Progress> progress = new HashMap<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread worker = new Thread(work, "stage-markers");
            worker.setDaemon(true);
            return worker;
          });

  private static final class Progress {
    long appended;
    boolean underWay;
  }

  /**
   * @param clock epoch milliseconds, stamped on markers
   */
  public StageMarkers(StageSource source, MarkerAppender appender, LongSupplier clock) {
    this.source = source;
    this.appender = appender;
    this.clock = clock;
    source.onChange(() -> submit(() -> progress.forEach(this::bring)));
  }

  @Override
  public void caughtUp(HeldPartition partition) {
    submit(
        () -> {
          Progress begun = new Progress();
          begun.appended = partition.catalogOffset();
          progress.put(partition, begun);
          bring(partition, begun);
        });
  }

  @Override
  public void released(HeldPartition partition) {
    submit(() -> progress.remove(partition));
  }

  private void submit(Runnable work) {
    if (!thread.isShutdown()) {
      thread.execute(work);
    }
  }

  /** One at a time: a later marker on the log says that there is no earlier one missing. */
  private void bring(HeldPartition partition, Progress at) {
    if (at.underWay || partition.released()) {
      return;
    }
    List<StageChange> missing = source.changesAfter(at.appended);
    if (missing.isEmpty()) {
      return;
    }
    StageChange change = missing.get(0);
    RunEvent marker =
        new RunEvent(
            Header.of("", clock.getAsLong()),
            NO_RUN,
            new RunProposal.ExperimentStage(
                change.experiment(), change.deleted(), change.catalogOffset()));
    at.underWay = true;
    appender
        .append(partition.number(), marker)
        .whenComplete((done, failure) -> submit(() -> appended(partition, at, change, failure)));
  }

  private void appended(
      HeldPartition partition, Progress at, StageChange change, Throwable failure) {
    at.underWay = false;
    if (failure == null) {
      at.appended = change.catalogOffset();
      bring(partition, at);
    } else {
      log.warn(
          "a stage marker could not be appended to partition {}, again soon: {}",
          partition.number(),
          failure.toString());
      thread.schedule(() -> bring(partition, at), AGAIN_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
