package dev.kiseki.standalone.doctor;

/** How a check ended. */
sealed interface Outcome {
  /** What was seen, in words. */
  String seen();

  /** As it should be. */
  record Ok(String seen) implements Outcome {}

  /** Works, but somebody should look. */
  record Warning(String seen, String advice) implements Outcome {}

  /**
   * @param advice what to do about it
   */
  record Failed(String seen, String advice) implements Outcome {}

  /** Not tried, and why. */
  record Skipped(String seen) implements Outcome {}
}
