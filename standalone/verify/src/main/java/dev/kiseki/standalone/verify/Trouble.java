package dev.kiseki.standalone.verify;

/** What can be wrong with a recorded object. */
enum Trouble {
  MISSING(
      true,
      "missing",
      "Restore it from a copy of the bucket; if it may be gone, delete the artifact through Kiseki."),
  DAMAGED(
      true,
      "damaged",
      "Its size or ETag is not what was stored, and nobody wrote it since: restore it from a copy."),
  DAMAGED_CONTENT(
      true,
      "damaged content",
      "Its bytes changed below S3, which does not know: look at the disks, and restore it."),
  UNREADABLE(
      true,
      "unreadable",
      "S3 lists it and does not give its bytes: look into the log of S3, and restore it."),
  CHANGED(
      false,
      "changed after it was recorded",
      "It was written past Kiseki, or the ledger was away then: upload it again to record it.");

  private final boolean error;
  private final String words;
  private final String advice;

  Trouble(boolean error, String words, String advice) {
    this.error = error;
    this.words = words;
    this.advice = advice;
  }

  boolean error() {
    return error;
  }

  String words() {
    return words;
  }

  String advice() {
    return advice;
  }
}
