package dev.kiseki.processor.standby;

import java.util.List;

/**
 * The log of a partition and the changelog of its owner. Blocks for a round trip and more; throws
 * {@link StandbyAwayException} when Kafka does not answer in time.
 */
public interface RunLog {
  /**
   * Where both end, asked after the call.
   *
   * @param events offset after the last acknowledged record of run-events
   * @param changelog the same of the changelog
   */
  record Ends(long events, long changelog) {}

  Ends ends(int partition);

  /**
   * Records of run-events.
   *
   * @param to offset after the last one; the log is at least so long
   * @param mostBytes more is refused with a {@link StandbyAwayException}
   */
  List<LogRecord> read(int partition, long from, long to, long mostBytes);
}
