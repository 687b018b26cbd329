package dev.kiseki.processor.search;

/** A search has used up its {@link SearchBudget}; the message says what it read and what helps. */
public final class BudgetExceededException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BudgetExceededException(String message) {
    super(message);
  }
}
