package dev.kiseki.processor.standby;

import dev.kiseki.processor.local.RunStateReader;
import dev.kiseki.processor.local.SearchedRuns;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A partition whose changelog is followed here. Its files are as old as the owner's last commit;
 * what was acknowledged since stands on the log and is folded for a search, in memory, and kept for
 * the next one.
 *
 * <p>It answers only when it has read the changelog to its very end. Before that, not only the last
 * changes may be missing: compaction may have removed the older record of a key whose newer one was
 * not read yet.
 */
public final class StandbyPartition {
  static final int MOST_RECORDS = 20_000;
  static final long MOST_BYTES = 32L << 20;

  /** A commit of the owner arrives within it; one that goes on for longer is a restore. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private static final long AGAIN_MILLIS = 10;

  private final int number;
  private final RunStateReader reader;
  private final RunLog log;
  private volatile long followed;
  private volatile Overlay kept;

  /**
   * @param followed offset of the last record of the changelog that is in the store; -1 = none
   */
  StandbyPartition(int number, RunStateReader reader, RunLog log, long followed) {
    this.number = number;
    this.reader = reader;
    this.log = log;
    this.followed = followed;
  }

  /** The store has taken records of the changelog up to this offset; what was folded is past. */
  void followed(long offset) {
    followed = offset;
    kept = null;
  }

  /**
   * Gives the runs with every write that was acknowledged before the call. Waits for Kafka: some
   * milliseconds, at most a few seconds.
   *
   * @param question called once, or not at all when this throws
   * @throws StandbyAwayException when the copy is behind by more than can be made up for here
   */
  public void read(Consumer<SearchedRuns> question) {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    Optional<String> away = attempt(question);
    while (away.isPresent()) {
      if (System.nanoTime() > deadline) {
        throw new StandbyAwayException(away.get());
      }
      pause();
      away = attempt(question);
    }
  }

  /** Empty once the question was put; else what stood in the way and may pass. */
  private Optional<String> attempt(Consumer<SearchedRuns> question) {
    Fold fold = fold();
    if (fold.overlay() == null) {
      return Optional.of(fold.away());
    }
    Optional<Boolean> put =
        reader.at(
            fold.overlay().moment(),
            state -> {
              question.accept(fold.overlay().over(state));
              return true;
            });
    return put.isPresent() ? Optional.empty() : Optional.of(changing());
  }

  private record Fold(Overlay overlay, String away) {}

  /**
   * The order matters: the store's moment first, then the ends. So the store holds nothing that is
   * not on the log before the end, and is at the end of the changelog at this moment.
   */
  private synchronized Fold fold() {
    long moment = reader.moment();
    RunLog.Ends ends = log.ends(number);
    if (ends.changelog() > followed + 1) {
      return new Fold(
          null,
          String.format(
              Locale.ROOT,
              "partition %d: its standby is %,d records behind the changelog",
              number,
              ends.changelog() - followed - 1));
    }
    Overlay known = kept;
    if (known == null || known.moment() != moment) {
      known = reader.at(moment, state -> Overlay.on(moment, state)).orElse(null);
      if (known == null) {
        return new Fold(null, changing());
      }
    }
    Overlay whole = ends.events() == known.next() ? known : extended(known, ends.events());
    kept = whole;
    return new Fold(whole, changing());
  }

  /** Null when the store's moment has passed. */
  private Overlay extended(Overlay known, long end) {
    long missing = end - known.next();
    if (missing < 0) {
      throw new StandbyAwayException(
          String.format(
              "partition %d: the log ends at %d but the standby holds records up to %d",
              number, end, known.next() - 1));
    }
    if (known.records() + missing > MOST_RECORDS) {
      throw new StandbyAwayException(
          String.format(
              Locale.ROOT,
              "partition %d: its standby is %,d records behind the log, and folds at most %,d for a"
                  + " search",
              number,
              known.records() + missing,
              MOST_RECORDS));
    }
    List<LogRecord> more = log.read(number, known.next(), end, MOST_BYTES - known.bytes());
    return reader.at(known.moment(), state -> known.and(state, more, end)).orElse(null);
  }

  private String changing() {
    return "partition " + number + ": its standby is being changed";
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(AGAIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StandbyAwayException("this process stops", e);
    }
  }
}
