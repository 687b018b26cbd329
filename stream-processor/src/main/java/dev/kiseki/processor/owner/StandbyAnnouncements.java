package dev.kiseki.processor.owner;

import dev.kiseki.processor.standby.StandbyPartitions;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Announces the partitions that are followed here, and that they are no more. One announcement
 * about a partition at a time, so that the last one told is the last one meant. What a killed
 * process left behind costs a call that is refused.
 */
public final class StandbyAnnouncements implements StandbyPartitions.Listener, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StandbyAnnouncements.class);
  private static final long AGAIN_MILLIS = 500;
  private static final long CLOSE_WITHIN_MILLIS = 2_000;

  private final StandbyAnnouncer announcer;
  private final String endpoint;
  private final Map<Integer, Word> words = new HashMap<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread worker = new Thread(work, "standby-announcements");
            worker.setDaemon(true);
            return worker;
          });

  private static final class Word {
    boolean meant;
    boolean told;
    boolean underWay;
  }

  public StandbyAnnouncements(StandbyAnnouncer announcer, String endpoint) {
    this.announcer = announcer;
    this.endpoint = endpoint;
  }

  @Override
  public void came(int partition) {
    mean(partition, true);
  }

  @Override
  public void left(int partition) {
    mean(partition, false);
  }

  private void mean(int partition, boolean there) {
    submit(
        () -> {
          Word word = words.computeIfAbsent(partition, number -> new Word());
          word.meant = there;
          tell(partition, word);
        });
  }

  private void tell(int partition, Word word) {
    if (word.underWay || word.told == word.meant) {
      return;
    }
    boolean said = word.meant;
    word.underWay = true;
    announcer
        .announce(partition, endpoint, said)
        .whenComplete((done, failure) -> submit(() -> told(partition, word, said, failure)));
  }

  private void told(int partition, Word word, boolean said, Throwable failure) {
    word.underWay = false;
    if (failure == null) {
      word.told = said;
      log.info("partition {} is {} at {}", partition, said ? "copied" : "copied no more", endpoint);
      tell(partition, word);
    } else {
      log.debug("the standby of partition {} could not be announced", partition, failure);
      thread.schedule(() -> tell(partition, word), AGAIN_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void submit(Runnable work) {
    if (!thread.isShutdown()) {
      thread.execute(work);
    }
  }

  /** Says what it can of those that left a moment ago. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      var unused = thread.awaitTermination(CLOSE_WITHIN_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    thread.shutdownNow();
  }
}
