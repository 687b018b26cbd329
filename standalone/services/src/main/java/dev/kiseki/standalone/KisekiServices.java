package dev.kiseki.standalone;

import dev.kiseki.standalone.lifeline.Lifeline;
import io.micronaut.runtime.Micronaut;
import java.time.Duration;

/** Main class of the services child: the three services as beans of one context, on one port. */
public final class KisekiServices {
  private KisekiServices() {}

  /**
   * Serves until the parent is gone, then stops in order: no more requests, last commit, last
   * appends.
   */
  public static void main(String[] args) {
    Lifeline.hold(Duration.ofSeconds(15));
    Micronaut.build(args)
        .mainClass(KisekiServices.class)
        .packages("dev.kiseki")
        .banner(false)
        .start();
  }
}
