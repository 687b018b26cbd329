package dev.kiseki.standalone.gc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Goes once through the runs, or the logged models, that are deleted. */
final class Round {
  private static final int IDS_A_REQUEST = 1000;
  private static final int ATTEMPTS = 6;
  private static final long TELL_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final TrackingServer server;
  private final GcOptions options;
  private final Kind kind;
  private final List<String> named;
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
  Round(TrackingServer server, GcOptions options, Kind kind, PrintStream out, long now) {
    this.server = server;
    this.options = options;
    this.kind = kind;
    this.named = options.named(kind);
    this.out = out;
    this.deletedBefore = now - options.olderThan().toMillis();
  }

  /** Whether everything that was to go is gone. */
  boolean run() throws InterruptedException {
    if (named.isEmpty()) {
      new Deleted(server, kind).each(options.experiments(), this::purge);
    } else {
      for (int from = 0; from < named.size(); from += IDS_A_REQUEST) {
        purge(named.subList(from, Math.min(named.size(), from + IDS_A_REQUEST)));
      }
    }
    out.println(summary());
    // Who names one wants it gone; of a list of all, those that may not go yet are none.
    return failed == 0 && (named.isEmpty() || young + active == 0);
  }

  private void purge(List<String> ids) throws InterruptedException {
    List<String> open = ids;
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
  private List<String> attempt(List<String> ids, boolean last) throws InterruptedException {
    ObjectNode request = TrackingServer.object();
    ids.forEach(request.putArray(kind.idField + "s")::add);
    request.put("deleted_before", deletedBefore).put("dry_run", options.dryRun());
    List<String> open = new ArrayList<>();
    for (JsonNode result : server.post(kind.purgeRoute, request).path("results")) {
      String id = result.path(kind.idField).asText();
      switch (result.path("outcome").asText()) {
        case "PURGED" -> removed++;
        case "WOULD_BE_PURGED" -> {
          removed++;
          out.println(id);
        }
        case "GONE" -> gone++;
        case "REFUSED" -> refused(result);
        default -> {
          if (last) {
            failed++;
            out.println(result.path("message").asText("Not known: " + id));
          }
          open.add(id);
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
    if (!named.isEmpty()) {
      out.println(result.path("message").asText());
    }
  }

  String summary() {
    return "%s %d %s deleted more than %s ago. %d deleted later stay, %d are active, %d were gone already%s."
        .formatted(
            options.dryRun() ? "Would remove" : "Removed",
            removed,
            kind.words,
            Ages.text(options.olderThan()),
            young,
            active,
            gone,
            failed == 0 ? "" : ", %d failed".formatted(failed));
  }
}
