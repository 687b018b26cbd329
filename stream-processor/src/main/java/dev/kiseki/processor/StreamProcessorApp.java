package dev.kiseki.processor;

import io.micronaut.runtime.Micronaut;

/**
 * Starts the stream processor alone; it stops, with a last commit, when the process is asked to.
 */
public final class StreamProcessorApp {
  private StreamProcessorApp() {}

  public static void main(String[] args) {
    Micronaut.build(args).mainClass(StreamProcessorApp.class).banner(false).start();
  }
}
