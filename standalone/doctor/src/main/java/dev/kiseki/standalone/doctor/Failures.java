package dev.kiseki.standalone.doctor;

/** What lies in an exception. */
final class Failures {
  private Failures() {}

  /** Name and message, in one line. */
  static String text(Throwable failure) {
    String message = failure.getMessage();
    String name = failure.getClass().getSimpleName();
    return message == null || message.isBlank()
        ? name
        : name + ": " + message.strip().replaceAll("\\s+", " ");
  }

  /** The first of a type among a failure and its causes; null when there is none. */
  static <T extends Throwable> T find(Throwable failure, Class<T> type) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return type.cast(cause);
      }
    }
    return null;
  }
}
