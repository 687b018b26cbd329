package dev.kiseki.standalone.gc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.time.Duration;

/** Files of runs and logged models that are gone, and uploads that nobody ended, some at a time. */
final class Sweep {
  /** An upload may take hours, and its run may be gone when it ends. */
  static final Duration YOUNGEST = Duration.ofDays(1);

  private final TrackingServer server;
  private final GcOptions options;
  private final PrintStream out;

  Sweep(TrackingServer server, GcOptions options, PrintStream out) {
    this.server = server;
    this.options = options;
    this.out = out;
  }

  void run() throws InterruptedException {
    Duration age = options.olderThan().compareTo(YOUNGEST) > 0 ? options.olderThan() : YOUNGEST;
    ObjectNode request =
        TrackingServer.object()
            .put("older_than_seconds", Math.min(age.toSeconds(), Integer.MAX_VALUE))
            .put("dry_run", options.dryRun());
    long files = 0;
    long runs = 0;
    long models = 0;
    long uploads = 0;
    String token;
    do {
      JsonNode answer = server.post("kiseki/artifacts/sweep", request);
      files += answer.path("files").asLong();
      uploads += answer.path("uploads").asLong();
      runs += answer.path("run_ids").size();
      models += answer.path("model_ids").size();
      token = answer.path("next_page_token").asText("");
      request.put("page_token", token);
      if (!token.isEmpty()) {
        out.printf("artifacts up to %s ...%n", token);
      }
    } while (!token.isEmpty());
    out.printf(
        "%s %d files of %d runs and %d logged models that are gone, and %d unfinished uploads, older than %s.%n",
        options.dryRun() ? "Would remove" : "Removed",
        files,
        runs,
        models,
        uploads,
        Ages.text(age));
  }
}
