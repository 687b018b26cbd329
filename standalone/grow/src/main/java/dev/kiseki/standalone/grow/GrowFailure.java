package dev.kiseki.standalone.grow;

/** Why it can't go on, in a sentence or two that say what to do. */
final class GrowFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  GrowFailure(String message) {
    super(message, null, false, false);
  }
}
