package dev.kiseki.standalone.verify;

/** Why nothing could be compared, in a sentence. */
final class VerifyFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  VerifyFailure(String message) {
    super(message, null, false, false);
  }
}
