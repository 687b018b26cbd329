package dev.kiseki.standalone.gc;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RoundTest {
  private static final long NOW = 100L * 86_400_000;

  private final List<String> requests = new ArrayList<>();
  private final Map<String, Deque<String>> answers = new ConcurrentHashMap<>();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/api/2.0/",
        exchange -> {
          String path = exchange.getRequestURI().getPath().substring("/api/2.0/".length());
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          synchronized (requests) {
            requests.add(path + " " + body.replace('"', '\''));
          }
          String answer = answers.get(path).remove();
          int status = answer.startsWith("{") ? 200 : Integer.parseInt(answer);
          byte[] bytes =
              (status == 200 ? answer.replace('\'', '"') : "{}").getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(String path, String... bodies) {
    answers.put(path, new ArrayDeque<>(List.of(bodies)));
  }

  private boolean run(String... args) throws InterruptedException {
    return run(Kind.RUN, args);
  }

  private boolean run(Kind kind, String... args) throws InterruptedException {
    List<String> all = new ArrayList<>(List.of(args));
    all.add("--uri=http://127.0.0.1:" + server.getAddress().getPort());
    GcOptions options = GcOptions.parse(all, Map.of());
    return new Round(
            new TrackingServer(options.uri(), Duration.ofSeconds(2)),
            options,
            kind,
            new PrintStream(out, true, StandardCharsets.UTF_8),
            NOW)
        .run();
  }

  @Test
  void allDeletedRunsOfAllExperimentsAreOfferedPageByPage() throws Exception {
    answer(
        "mlflow/experiments/search",
        "{'experiments': [{'experiment_id': '0'}], 'next_page_token': 't'}",
        "503",
        "{'experiments': [{'experiment_id': '4'}]}");
    answer(
        "mlflow/runs/search",
        "{'runs': [{'info': {'run_id': 'a'}}, {'info': {'run_id': 'b'}}], 'next_page_token': 'u'}",
        "{'runs': [{'info': {'run_id': 'c'}}]}");
    answer(
        "kiseki/runs/purge",
        "{'results': [{'run_id': 'a', 'outcome': 'PURGED'},"
            + "{'run_id': 'b', 'outcome': 'REFUSED', 'error_code': 'INVALID_PARAMETER_VALUE'}]}",
        "{'results': [{'run_id': 'c', 'outcome': 'UNKNOWN', 'message': 'later'}]}",
        "{'results': [{'run_id': 'c', 'outcome': 'GONE'}]}");
    assertThat(run("--older-than", "10d")).isTrue();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .endsWith(
            "Removed 1 runs deleted more than 10d ago. 1 deleted later stay, 0 are active, 1 were"
                + " gone already.\n");
    String before = ",'deleted_before':" + 90L * 86_400_000 + ",'dry_run':false}";
    assertThat(requests)
        .containsExactly(
            "mlflow/experiments/search {'view_type':'ALL','max_results':1000}",
            "mlflow/experiments/search {'view_type':'ALL','max_results':1000,'page_token':'t'}",
            "mlflow/experiments/search {'view_type':'ALL','max_results':1000,'page_token':'t'}",
            "mlflow/runs/search {'experiment_ids':['0','4'],'run_view_type':'DELETED_ONLY',"
                + "'max_results':500}",
            "kiseki/runs/purge {'run_ids':['a','b']" + before,
            "mlflow/runs/search {'experiment_ids':['0','4'],'run_view_type':'DELETED_ONLY',"
                + "'max_results':500,'page_token':'u'}",
            "kiseki/runs/purge {'run_ids':['c']" + before,
            "kiseki/runs/purge {'run_ids':['c']" + before);
  }

  @Test
  void deletedLoggedModelsHaveRoutesOfTheirOwn() throws Exception {
    answer(
        "kiseki/logged-models/deleted",
        "{'model_ids': ['m-1'], 'next_page_token': 'v'}",
        "{'model_ids': []}");
    answer("kiseki/logged-models/purge", "{'results': [{'model_id': 'm-1', 'outcome': 'PURGED'}]}");

    assertThat(run(Kind.LOGGED_MODEL, "--older-than", "10d", "--experiment-ids=4")).isTrue();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .startsWith("Removed 1 logged models deleted more than 10d ago.");
    assertThat(requests)
        .containsExactly(
            "kiseki/logged-models/deleted {'experiment_ids':['4'],'max_results':500}",
            "kiseki/logged-models/purge {'model_ids':['m-1'],'deleted_before':"
                + 90L * 86_400_000
                + ",'dry_run':false}",
            "kiseki/logged-models/deleted {'experiment_ids':['4'],'max_results':500,"
                + "'page_token':'v'}");
  }

  @Test
  void whoNamesARunThatMayNotGoIsToldAndTheCommandFails() throws Exception {
    answer(
        "kiseki/runs/purge",
        "{'results': [{'run_id': 'a', 'outcome': 'PURGED'}, {'run_id': 'b', 'outcome': 'REFUSED',"
            + " 'error_code': 'INVALID_STATE', 'message': 'b is active'}]}");

    assertThat(run("--run-ids=a,b")).isFalse();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("b is active", "1 are active");
  }

  @Test
  void aDryRunNamesTheRuns() throws Exception {
    answer("kiseki/runs/purge", "{'results': [{'run_id': 'a', 'outcome': 'WOULD_BE_PURGED'}]}");

    assertThat(run("--run-ids=a", "--dry-run", "--older-than=0")).isTrue();
    assertThat(requests.get(0)).endsWith("'dry_run':true}");
    assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("a\nWould remove 1 runs");
  }

  @Test
  void aServerThatStaysAwayEndsTheRound() throws Exception {
    answer("kiseki/runs/purge", "503", "503", "503", "503", "503", "503");

    org.assertj.core.api.Assertions.assertThatThrownBy(() -> run("--run-ids=a"))
        .isInstanceOf(GcFailure.class)
        .hasMessageContaining("can't be asked");
  }
}
