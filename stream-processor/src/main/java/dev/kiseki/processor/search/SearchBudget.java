package dev.kiseki.processor.search;

import java.time.Duration;

/**
 * What one search may cost at one processor. Its end is an error and never a shorter answer.
 *
 * @param documents tested, whether read or remembered
 * @param bytes of documents read
 */
public record SearchBudget(long documents, long bytes, Duration time) {
  /** For who does not care. */
  public static final SearchBudget UNLIMITED =
      new SearchBudget(Long.MAX_VALUE, Long.MAX_VALUE, Duration.ofDays(1));
}
