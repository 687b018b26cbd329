package dev.kiseki.processor.search;

import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/** What a search has read, whether it may read more, and whether anybody still waits for it. */
public final class SearchWork {
  private static final int STEPS_BETWEEN_LOOKS = 256;

  private final BooleanSupplier cancelled;
  private final SearchBudget budget;
  private final long began = System.nanoTime();
  private final PlanReports reports = new PlanReports();
  private long entries;
  private long documents;
  private long bytes;

  public SearchWork(BooleanSupplier cancelled) {
    this(cancelled, SearchBudget.UNLIMITED);
  }

  /**
   * @param cancelled asked now and then; true ends the search with a {@link CancellationException}
   * @param budget beyond it the search ends with a {@link BudgetExceededException}
   */
  public SearchWork(BooleanSupplier cancelled, SearchBudget budget) {
    this.cancelled = cancelled;
    this.budget = budget;
  }

  void entry() {
    if (++entries % STEPS_BETWEEN_LOOKS == 0) {
      look();
    }
  }

  /** A document is going to be tested. */
  void document() {
    if (documents == budget.documents()) {
      throw exceeded(String.format(Locale.ROOT, "%,d runs", budget.documents()));
    }
    documents++;
    look();
  }

  /** So many bytes of documents were read. */
  void bytes(long more) {
    bytes += more;
  }

  /** Before each document: long patterns on long texts make one cost seconds. */
  void look() {
    if (cancelled.getAsBoolean()) {
      throw new CancellationException("nobody waits for this search");
    }
    if (bytes > budget.bytes()) {
      throw exceeded(String.format(Locale.ROOT, "%,d bytes of runs", budget.bytes()));
    }
    if (System.nanoTime() - began > budget.time().toNanos()) {
      throw exceeded(budget.time().toMillis() + " ms");
    }
  }

  private BudgetExceededException exceeded(String limit) {
    return new BudgetExceededException(
        String.format(
            Locale.ROOT,
            "The search used up its budget of %s: it tested %,d runs and read %,d index entries."
                + " Name fewer experiments, add a condition that few runs meet, or order by a key"
                + " that has an index (a metric, param, tag, start_time)",
            limit,
            documents,
            entries));
  }

  /** What was planned and done, plan by plan. */
  public PlanReports reports() {
    return reports;
  }

  /** Index entries seen, those for estimates included. */
  public long entries() {
    return entries;
  }

  /** Documents tested. */
  public long documents() {
    return documents;
  }

  /** Bytes of documents read; those that were remembered cost none. */
  public long bytes() {
    return bytes;
  }
}
