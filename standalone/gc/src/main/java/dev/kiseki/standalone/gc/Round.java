package dev.kiseki.standalone.gc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Goes once through the runs that are deleted. */
final class Round {
  private static final int RUNS_A_REQUEST = 1000;
  private static final int ATTEMPTS = 6;
  private static final long TELL_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final TrackingServer server;
  private final GcOptions options;
  private final PrintStream out;
  private final long deletedBefore;
  private long told = System.nanoTime();
  private int removed;
  private int young;
  private int active;
  private int gone;
  private int failed;

  /**
   * @param now epoch milliseconds, of the clock here; ages are counted up to it
   */
  Round(TrackingServer server, GcOptions options, PrintStream out, long now) {
    this.server = server;
    this.options = options;
    this.out = out;
    this.deletedBefore = now - options.olderThan().toMillis();
  }

  /** Whether everything that was to go is gone. */
  boolean run() throws InterruptedException {
    if (options.runs().isEmpty()) {
      new DeletedRuns(server).each(options.experiments(), this::purge);
    } else {
      for (int from = 0; from < options.runs().size(); from += RUNS_A_REQUEST) {
        purge(options.runs().subList(from, Math.min(options.runs().size(), from + RUNS_A_REQUEST)));
      }
    }
    out.println(summary());
    // Who names a run wants it gone; of a list of all, those that may not go yet are none.
    return failed == 0 && (options.runs().isEmpty() || young + active == 0);
  }

  private void purge(List<String> runs) throws InterruptedException {
    List<String> open = runs;
    for (int attempt = 1; !open.isEmpty() && attempt <= ATTEMPTS; attempt++) {
      if (attempt > 1) {
        TimeUnit.MILLISECONDS.sleep(250L << attempt);
      }
      open = attempt(open, attempt == ATTEMPTS);
    }
    if (System.nanoTime() - told > TELL_NANOS) {
      told = System.nanoTime();
      out.printf("%d so far ...%n", removed + young + active + gone + failed);
    }
  }

  /** Gives those whose fate is not known yet. */
  private List<String> attempt(List<String> runs, boolean last) throws InterruptedException {
    ObjectNode request = TrackingServer.object();
    runs.forEach(request.putArray("run_ids")::add);
    request.put("deleted_before", deletedBefore).put("dry_run", options.dryRun());
    List<String> open = new ArrayList<>();
    for (JsonNode result : server.post("kiseki/runs/purge", request).path("results")) {
      String run = result.path("run_id").asText();
      switch (result.path("outcome").asText()) {
        case "PURGED" -> removed++;
        case "WOULD_BE_PURGED" -> {
          removed++;
          out.println(run);
        }
        case "GONE" -> gone++;
        case "REFUSED" -> refused(result);
        default -> {
          if (last) {
            failed++;
            out.println(result.path("message").asText("Not known: " + run));
          }
          open.add(run);
        }
      }
    }
    return open;
  }

  private void refused(JsonNode result) {
    switch (result.path("error_code").asText()) {
      case "INVALID_STATE" -> active++;
      case "INVALID_PARAMETER_VALUE" -> young++;
      default -> failed++;
    }
    if (!options.runs().isEmpty()) {
      out.println(result.path("message").asText());
    }
  }

  String summary() {
    return "%s %d runs deleted more than %s ago. %d deleted later stay, %d are active, %d were gone already%s."
        .formatted(
            options.dryRun() ? "Would remove" : "Removed",
            removed,
            Ages.text(options.olderThan()),
            young,
            active,
            gone,
            failed == 0 ? "" : ", %d failed".formatted(failed));
  }
}
