package dev.kiseki.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Keeps the runs it is sent and finds them again by the plainest means: read the filter's text,
 * look at every run's JSON, sort all, cut the page. Knows the part of the language that queries
 * use.
 */
final class SearchableServer extends FakeServer {
  private static final Pattern TERM =
      Pattern.compile("(metrics|params|tags|attributes)\\.(\\w+) (>=|>|=) '?([^']*)'?");

  final Map<String, ObjectNode> runs = new ConcurrentHashMap<>();
  final AtomicInteger requests = new AtomicInteger();
  final AtomicInteger creates = new AtomicInteger();

  /** Every n-th write is refused with 503; 0 for none. */
  int refuseEvery;

  /** Whether a refused write happens all the same. */
  boolean refuseAfterwards;

  /** The n-th write is answered 500; 0 for none. */
  int breakAt;

  /** What becomes of the rows of an answer before the page is cut. */
  UnaryOperator<List<ObjectNode>> spoil = rows -> rows;

  SearchableServer() throws IOException {}

  @Override
  Reply reply(String route, String query, JsonNode body) throws IOException {
    if (route.equals("experiments/create") || route.equals("experiments/get-by-name")) {
      return Reply.ok("{\"experiment\": {\"experiment_id\": \"7\"}, \"experiment_id\": \"7\"}");
    }
    if (route.equals("runs/search")) {
      return Reply.ok(search(body));
    }
    int n = requests.incrementAndGet();
    if (n == breakAt) {
      return new Reply(500, -1, "{\"error_code\": \"INTERNAL_ERROR\"}");
    }
    boolean refused = refuseEvery > 0 && n % refuseEvery == 0;
    String done = refused && !refuseAfterwards ? "{}" : write(route, body);
    return refused ? new Reply(503, 0, "{}") : Reply.ok(done);
  }

  private String write(String route, JsonNode body) {
    if (route.equals("runs/create")) {
      String id = "id" + creates.incrementAndGet();
      ObjectNode run = JSON.createObjectNode();
      ObjectNode info = body.deepCopy();
      info.remove("tags");
      run.set("info", info.put("run_id", id).put("status", "RUNNING"));
      run.putObject("data").set("tags", body.get("tags"));
      runs.put(id, run);
      return "{\"run\": %s}".formatted(run);
    }
    ObjectNode run = runs.get(body.get("run_id").asText());
    if (route.equals("runs/update")) {
      ((ObjectNode) run.get("info")).set("status", body.get("status"));
    } else {
      ((ObjectNode) run.get("data")).set("params", body.get("params"));
      ((ObjectNode) run.get("data")).set("metrics", body.get("metrics"));
    }
    return "{}";
  }

  private String search(JsonNode query) {
    List<ObjectNode> rows = new ArrayList<>(runs.values());
    for (String term : query.path("filter").asText().split(" AND ", -1)) {
      rows.removeIf(run -> !term.isEmpty() && !passes(run, term));
    }
    String[] order =
        query.path("order_by").path(0).asText("attributes.start_time DESC").split(" ", 2);
    Comparator<ObjectNode> least = Comparator.comparingDouble(run -> number(run, order[0]));
    rows.sort(order[1].equals("DESC") ? least.reversed() : least);
    rows = spoil.apply(rows);
    int from = Integer.parseInt("0" + query.path("page_token").asText());
    int to = Math.min(rows.size(), from + query.path("max_results").asInt(1000));
    ObjectNode answer = JSON.createObjectNode();
    answer.putArray("runs").addAll(rows.subList(from, to));
    if (to < rows.size()) {
      answer.put("next_page_token", to + "");
    }
    return answer.toString();
  }

  private static boolean passes(ObjectNode run, String term) {
    Matcher parts = TERM.matcher(term);
    if (!parts.matches()) {
      throw new IllegalArgumentException("cannot read " + term);
    }
    String field = parts.group(1) + "." + parts.group(2);
    if (parts.group(1).equals("params") || parts.group(1).equals("tags")) {
      return text(run, field).equals(parts.group(4));
    }
    int sign = Double.compare(number(run, field), Double.parseDouble(parts.group(4)));
    return parts.group(3).equals("=") ? sign == 0 : sign > 0 || (sign == 0 && term.contains(">="));
  }

  /** The value of {@code metrics.loss}, {@code params.seed} and so on. */
  static String text(JsonNode run, String field) {
    String[] parts = field.split("\\.", 2);
    if (parts[0].equals("attributes")) {
      return run.get("info").path(parts[1]).asText();
    }
    for (JsonNode entry : run.get("data").path(parts[0])) {
      if (entry.get("key").asText().equals(parts[1])) {
        return entry.get("value").asText();
      }
    }
    throw new IllegalArgumentException("no " + field + " in " + run);
  }

  static double number(JsonNode run, String field) {
    return Double.parseDouble(text(run, field));
  }
}
