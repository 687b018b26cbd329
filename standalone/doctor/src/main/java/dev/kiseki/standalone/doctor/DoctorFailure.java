package dev.kiseki.standalone.doctor;

/** An option or a setting that cannot be, in one sentence. */
final class DoctorFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DoctorFailure(String message) {
    super(message, null, false, false);
  }
}
