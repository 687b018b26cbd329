package dev.kiseki.query;

import io.micronaut.runtime.Micronaut;

/** Starts the read path alone; it stops when the process is asked to. */
public final class QueryApi {
  private QueryApi() {}

  public static void main(String[] args) {
    Micronaut.build(args).mainClass(QueryApi.class).banner(false).start();
  }
}
