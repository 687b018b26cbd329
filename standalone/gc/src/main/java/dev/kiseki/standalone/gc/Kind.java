package dev.kiseki.standalone.gc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** What can be removed for good, and the routes for it. */
enum Kind {
  RUN("runs", "mlflow/runs/search", "kiseki/runs/purge", "run_id") {
    @Override
    void deletedOnly(ObjectNode search) {
      search.put("run_view_type", "DELETED_ONLY").put("max_results", RUNS_A_PAGE);
    }

    @Override
    List<String> found(JsonNode answer) {
      List<String> ids = new ArrayList<>();
      answer.path("runs").forEach(run -> ids.add(run.path("info").path("run_id").asText()));
      return ids;
    }
  },

  LOGGED_MODEL(
      "logged models", "kiseki/logged-models/deleted", "kiseki/logged-models/purge", "model_id") {
    @Override
    void deletedOnly(ObjectNode search) {
      search.put("max_results", MODELS_A_PAGE);
    }

    @Override
    List<String> found(JsonNode answer) {
      List<String> ids = new ArrayList<>();
      answer.path("model_ids").forEach(id -> ids.add(id.asText()));
      return ids;
    }
  };

  /** Whole runs come back: params, tags and metrics. */
  private static final int RUNS_A_PAGE = 500;

  /** Their points are read, though only ids come back. */
  private static final int MODELS_A_PAGE = 500;

  /** Several of them, in a sentence. */
  final String words;

  final String searchRoute;
  final String purgeRoute;
  final String idField;

  Kind(String words, String searchRoute, String purgeRoute, String idField) {
    this.words = words;
    this.searchRoute = searchRoute;
    this.purgeRoute = purgeRoute;
    this.idField = idField;
  }

  /** Restricts a search to what is deleted. */
  abstract void deletedOnly(ObjectNode search);

  /** The ids in the answer to a search. */
  abstract List<String> found(JsonNode answer);
}
