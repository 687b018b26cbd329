package dev.kiseki.standalone.gc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What is deleted, a page after the other. A page's token is a place in the order of a search, so
 * what is removed meanwhile does not shift what follows.
 */
final class Deleted {
  /** So many are searched by the indexes. */
  private static final int EXPERIMENTS_AT_ONCE = 30;

  private final TrackingServer server;
  private final Kind kind;

  Deleted(TrackingServer server, Kind kind) {
    this.server = server;
    this.kind = kind;
  }

  /** Is told the ids of one page. */
  interface Page {
    void of(List<String> ids) throws InterruptedException;
  }

  /**
   * @param experiments empty = all, deleted ones too
   */
  void each(List<String> experiments, Page page) throws InterruptedException {
    List<String> searched = experiments.isEmpty() ? allExperiments() : experiments;
    for (int from = 0; from < searched.size(); from += EXPERIMENTS_AT_ONCE) {
      int to = Math.min(searched.size(), from + EXPERIMENTS_AT_ONCE);
      search(searched.subList(from, to), page);
    }
  }

  private void search(List<String> experiments, Page page) throws InterruptedException {
    ObjectNode search = TrackingServer.object();
    experiments.forEach(search.putArray("experiment_ids")::add);
    kind.deletedOnly(search);
    JsonNode answer;
    do {
      answer = server.post(kind.searchRoute, search);
      List<String> ids = kind.found(answer);
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
