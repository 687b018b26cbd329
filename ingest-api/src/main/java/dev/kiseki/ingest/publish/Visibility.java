package dev.kiseki.ingest.publish;

/** What the caller may expect of a read right after a durable write. */
public enum Visibility {
  /** Every later read sees it. */
  VISIBLE,
  /** It is on the log and will be seen, not necessarily at once. */
  PENDING
}
