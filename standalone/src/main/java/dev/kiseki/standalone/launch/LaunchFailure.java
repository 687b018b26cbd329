package dev.kiseki.standalone.launch;

/** What keeps Kiseki from starting, in words for the user. Shown without a stack trace. */
public final class LaunchFailure extends RuntimeException {
  LaunchFailure(String sentence) {
    super(sentence);
  }
}
