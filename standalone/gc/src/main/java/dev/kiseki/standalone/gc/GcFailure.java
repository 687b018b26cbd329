package dev.kiseki.standalone.gc;

/** Something to be told in one sentence; nothing more can be done. */
final class GcFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  GcFailure(String message) {
    super(message, null, false, false);
  }
}
