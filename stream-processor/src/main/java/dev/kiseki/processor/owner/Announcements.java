package dev.kiseki.processor.owner;

import dev.kiseki.processor.held.HeldPartition;
import dev.kiseki.processor.held.HeldPartitions;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Announces each partition that has caught up here, until that succeeds or the partition leaves.
 */
public final class Announcements implements HeldPartitions.Listener, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Announcements.class);
  private static final long AGAIN_MILLIS = 500;

  private final OwnerAnnouncer announcer;
  private final String endpoint;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread worker = new Thread(work, "owner-announcements");
            worker.setDaemon(true);
            return worker;
          });

  public Announcements(OwnerAnnouncer announcer, String endpoint) {
    this.announcer = announcer;
    this.endpoint = endpoint;
  }

  @Override
  public void caughtUp(HeldPartition partition) {
    thread.execute(() -> announce(partition));
  }

  @Override
  public void released(HeldPartition partition) {
    log.info("partition {} left", partition.number());
  }

  private void announce(HeldPartition partition) {
    if (partition.released()) {
      return;
    }
    announcer
        .announce(partition.number(), endpoint)
        .whenComplete(
            (done, failure) -> {
              if (failure == null) {
                log.info("partition {} is served at {}", partition.number(), endpoint);
              } else if (!thread.isShutdown()) {
                log.debug("partition {} could not be announced", partition.number(), failure);
                thread.schedule(() -> announce(partition), AGAIN_MILLIS, TimeUnit.MILLISECONDS);
              }
            });
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
