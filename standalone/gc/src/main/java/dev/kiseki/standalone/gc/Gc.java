package dev.kiseki.standalone.gc;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** Main class of {@code ./kiseki gc}. */
public final class Gc {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private Gc() {}

  /**
   * Exit status 0: everything that was to go is gone. 1: something failed, or what was named may
   * not go; the same command goes on from there. 2: the options are wrong. With {@code --every} it
   * ends when it is stopped.
   */
  public static void main(String[] args) throws InterruptedException {
    GcOptions options;
    try {
      options = GcOptions.parse(Arrays.asList(args), System.getenv());
    } catch (GcFailure e) {
      System.err.println(e.getMessage());
      System.exit(2);
      return;
    }
    TrackingServer server = new TrackingServer(options.uri(), PATIENCE);
    boolean done = round(server, options);
    while (options.every().isPresent()) {
      TimeUnit.MILLISECONDS.sleep(options.every().get().toMillis());
      done = round(server, options);
    }
    System.exit(done ? 0 : 1);
  }

  private static boolean round(TrackingServer server, GcOptions options)
      throws InterruptedException {
    try {
      long now = System.currentTimeMillis();
      boolean done = true;
      for (Kind kind : options.kinds()) {
        done &= new Round(server, options, kind, System.out, now).run();
      }
      if (options.all()) {
        new Sweep(server, options, System.out).run();
      }
      return done;
    } catch (GcFailure e) {
      System.err.println(e.getMessage());
      return false;
    }
  }
}
