package dev.kiseki.ingest;

import io.micronaut.runtime.Micronaut;

/** Starts the write path alone; it stops when the process is asked to. */
public final class IngestApi {
  private IngestApi() {}

  public static void main(String[] args) {
    Micronaut.build(args).mainClass(IngestApi.class).banner(false).start();
  }
}
