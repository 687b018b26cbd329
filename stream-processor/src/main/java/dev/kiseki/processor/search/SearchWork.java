package dev.kiseki.processor.search;

import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/** What a search has read, and whether anybody still waits for it. */
public final class SearchWork {
  private static final int STEPS_BETWEEN_LOOKS = 256;

  private final BooleanSupplier cancelled;
  private long entries;
  private long documents;

  /**
   * @param cancelled asked now and then; true ends the search with a {@link CancellationException}
   */
  public SearchWork(BooleanSupplier cancelled) {
    this.cancelled = cancelled;
  }

  void entry() {
    if (++entries % STEPS_BETWEEN_LOOKS == 0) {
      look();
    }
  }

  /** A document was read. */
  public void document() {
    if (++documents % STEPS_BETWEEN_LOOKS == 0) {
      look();
    }
  }

  private void look() {
    if (cancelled.getAsBoolean()) {
      throw new CancellationException("nobody waits for this search");
    }
  }

  /** Index entries seen, those for estimates included. */
  public long entries() {
    return entries;
  }

  public long documents() {
    return documents;
  }
}
