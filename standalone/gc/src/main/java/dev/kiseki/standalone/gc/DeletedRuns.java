package dev.kiseki.standalone.gc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs that are deleted, a page after the other. A page's token is a place in the order of runs, so
 * those that are removed meanwhile do not shift what follows.
 */
final class DeletedRuns {
  /** Whole runs come back: params, tags and metrics. */
  private static final int RUNS_A_PAGE = 500;

  /** So many are searched by the indexes. */
  private static final int EXPERIMENTS_AT_ONCE = 30;

  private final TrackingServer server;

  DeletedRuns(TrackingServer server) {
    this.server = server;
  }

  /** Is told the ids of one page. */
  interface Page {
    void of(List<String> runs) throws InterruptedException;
  }

  /**
   * @param experiments empty = all, deleted ones too
   */
  void each(List<String> experiments, Page page) throws InterruptedException {
    List<String> searched = experiments.isEmpty() ? allExperiments() : experiments;
    for (int from = 0; from < searched.size(); from += EXPERIMENTS_AT_ONCE) {
      int to = Math.min(searched.size(), from + EXPERIMENTS_AT_ONCE);
      runs(searched.subList(from, to), page);
    }
  }

  private void runs(List<String> experiments, Page page) throws InterruptedException {
    ObjectNode search = TrackingServer.object();
    experiments.forEach(search.putArray("experiment_ids")::add);
    search.put("run_view_type", "DELETED_ONLY").put("max_results", RUNS_A_PAGE);
    JsonNode answer;
    do {
      answer = server.post("mlflow/runs/search", search);
      List<String> ids = new ArrayList<>();
      answer.path("runs").forEach(run -> ids.add(run.path("info").path("run_id").asText()));
      if (!ids.isEmpty()) {
        page.of(ids);
      }
    } while (next(search, answer));
  }

  private List<String> allExperiments() throws InterruptedException {
    ObjectNode search = TrackingServer.object().put("view_type", "ALL").put("max_results", 1000);
    List<String> ids = new ArrayList<>();
    JsonNode answer;
    do {
      answer = server.post("mlflow/experiments/search", search);
      answer.path("experiments").forEach(found -> ids.add(found.path("experiment_id").asText()));
    } while (next(search, answer));
    return ids;
  }

  private static boolean next(ObjectNode search, JsonNode answer) {
    String token = answer.path("next_page_token").asText("");
    search.put("page_token", token);
    return !token.isEmpty();
  }
}
