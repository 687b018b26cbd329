package dev.kiseki.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FillTest {
  private final Sweep sweep = new Sweep(1);
  private SearchableServer server;

  @BeforeEach
  void start() throws IOException {
    server = new SearchableServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Fill.Result fill(int from, int to, boolean finish) throws Exception {
    return new Fill(server.uri(), "7", sweep, from, to, 4, finish).run();
  }

  @Test
  void makesEveryRunOnceByOneCreateAndOneBatch() throws Exception {
    Fill.Result result = fill(0, 200, false);
    assertThat(result.runs()).isEqualTo(200);
    assertThat(result.repeated()).isZero();
    assertThat(server.requests).hasValue(400);
    assertThat(names()).isEqualTo(names(200));
    for (JsonNode run : server.runs.values()) {
      int n = Sweep.ofName(SearchableServer.text(run, "attributes.run_name"));
      assertThat(SearchableServer.text(run, "params.seed")).isEqualTo(n + "");
      assertThat(SearchableServer.number(run, "metrics.loss")).isEqualTo(sweep.metric("loss", n));
      assertThat(SearchableServer.text(run, "tags.sweep")).isEqualTo(sweep.sweep(n));
      assertThat(SearchableServer.text(run, "attributes.status")).isEqualTo("RUNNING");
    }
  }

  @Test
  void endsRunsOnRequest() throws Exception {
    fill(0, 10, true);
    assertThat(server.runs.values())
        .extracting(run -> SearchableServer.text(run, "attributes.status"))
        .containsOnly("FINISHED");
  }

  @Test
  void repeatsWhatWasRefusedWithRetryAfterAndCountsIt() throws Exception {
    server.refuseEvery = 7;
    Fill.Result result = fill(0, 100, false);
    assertThat(result.repeated()).isEqualTo(server.requests.get() - 200).isPositive();
    assertThat(names()).isEqualTo(names(100));
  }

  @Test
  void makesNoSecondRunWhereARefusedCreateHappened() throws Exception {
    server.refuseEvery = 7;
    server.refuseAfterwards = true;
    fill(0, 100, false);
    assertThat(server.creates).hasValue(100);
    assertThat(names()).isEqualTo(names(100));
  }

  @Test
  void anyOtherAnswerEndsItAndItSaysFromWhereToGoOn() throws Exception {
    server.breakAt = 101;
    assertThatThrownBy(() -> fill(0, 100, false))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("answered 500")
        .hasMessageContaining("go on with --from ");
    assertThat(server.requests.get()).isLessThan(150);
  }

  @Test
  void completesWhatAnEarlierFillLeftAndAppends() throws Exception {
    server.breakAt = 101;
    int whole = 0;
    try {
      fill(0, 100, false);
    } catch (IOException e) {
      whole = Integer.parseInt(e.getMessage().replaceAll(".*--from ", ""));
    }
    assertThat(whole).isBetween(30, 55);
    fill(whole, 100, false);
    fill(100, 130, false);
    assertThat(server.creates).hasValue(130);
    assertThat(names()).isEqualTo(names(130));
    search(130);
  }

  private void search(int runs) throws IOException {
    try (Searches searches = new Searches(server.uri(), "7", sweep, runs)) {
      assertThat(searches.page().rows()).isEqualTo(runs);
    }
  }

  private List<String> names() {
    return server.runs.values().stream()
        .map(run -> SearchableServer.text(run, "attributes.run_name"))
        .sorted()
        .toList();
  }

  private static List<String> names(int runs) {
    return IntStream.range(0, runs).mapToObj(Sweep::name).toList();
  }
}
