package dev.kiseki.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SearchesTest {
  private static final int RUNS = 2000;
  private static final Sweep SWEEP = new Sweep(3);

  private static SearchableServer server;

  @BeforeAll
  static void fill() throws Exception {
    server = new SearchableServer();
    new Fill(server.uri(), "7", SWEEP, 0, RUNS, 4, false).run();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @AfterEach
  void heal() {
    server.spoil = rows -> rows;
  }

  static List<Query> all() {
    return Query.ALL;
  }

  private static SearchFigures measure(Query query) throws IOException {
    try (Searches searches = new Searches(server.uri(), "7", SWEEP, RUNS)) {
      return searches.measure(query, Duration.ZERO, Duration.ofMillis(50));
    }
  }

  private static SearchFigures page() throws IOException {
    try (Searches searches = new Searches(server.uri(), "7", SWEEP, RUNS)) {
      return searches.page();
    }
  }

  /** The server sorts all it was sent by the query's text; the expectation comes from the seed. */
  @ParameterizedTest
  @MethodSource("all")
  void expectsWhatAPlainSortOfTheSentRunsFinds(Query query) throws IOException {
    SearchFigures figures = measure(query);
    assertThat(figures.rows()).isBetween(1, query.rows());
    assertThat(figures.requests()).isGreaterThanOrEqualTo(20);
    assertThat(figures.p50()).isPositive().isLessThanOrEqualTo(figures.p99());
  }

  @ParameterizedTest
  @MethodSource("all")
  void aMissingRowFails(Query query) {
    server.spoil = rows -> rows.subList(1, rows.size());
    assertThatThrownBy(() -> measure(query))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("row 1 is ");
  }

  @Test
  void rowsInAnotherOrderFail() {
    server.spoil =
        rows -> {
          List<ObjectNode> swapped = new ArrayList<>(rows);
          Collections.swap(swapped, 3, 4);
          return swapped;
        };
    assertThatThrownBy(() -> measure(Query.ALL.get(0))).hasMessageContaining("row 4 is ");
    assertThatThrownBy(() -> page()).hasMessageContaining("does not follow");
  }

  @Test
  void aRowTooManyFails() {
    ObjectNode other = server.runs.get("id1");
    server.spoil =
        rows -> {
          List<ObjectNode> more = new ArrayList<>(rows);
          more.add(other);
          return more;
        };
    assertThatThrownBy(() -> measure(Query.ALL.get(3)))
        .hasMessageContaining("row 2 is ")
        .hasMessageContaining("expected no more");
  }

  @Test
  void rowsWithoutTheirValuesFail() {
    server.spoil =
        rows -> rows.stream().map(ObjectNode::deepCopy).peek(r -> r.remove("data")).toList();
    assertThatThrownBy(() -> measure(Query.ALL.get(1))).hasMessageContaining("not whole runs");
  }

  @Test
  void pagingFindsEveryRunInAThousandAtATime() throws IOException {
    SearchFigures figures = page();
    assertThat(figures.rows()).isEqualTo(RUNS);
    assertThat(figures.requests()).isEqualTo(RUNS / 1000);
    assertThat(figures.seconds()).isPositive();
  }

  @Test
  void aRunLostOrRepeatedInPagingFails() {
    server.spoil =
        rows -> {
          List<ObjectNode> fewer = new ArrayList<>(rows);
          fewer.remove(1345);
          return fewer;
        };
    assertThatThrownBy(() -> page()).hasMessageContaining("1999 runs of 2000");
    server.spoil =
        rows -> {
          List<ObjectNode> shifted = new ArrayList<>(rows);
          shifted.add(1000, rows.get(999));
          shifted.remove(1500);
          return shifted;
        };
    assertThatThrownBy(() -> page()).hasMessageContaining("row 1001 of all");
  }

  @Test
  void figuresSurviveTheirFileAndStandSideBySide() {
    SearchFigures slow = new SearchFigures("best", "best", 100, 140, 150, 50, 30, 5, 0.25);
    SearchFigures fast = new SearchFigures("best", "best", 2, 4, 9, 50, 900, 5, Double.NaN);
    SearchFigures pages = new SearchFigures("paging", "paging", 9, 9, 9, 7, 1, 1.5, 0);
    assertThat(SearchFigures.ofLine(slow.toLine())).isEqualTo(slow);
    assertThat(SearchFigures.table(List.of(slow)))
        .contains("| best | 100.0 | 140.0 | 150.0 | 50 | 30 | 25 % |");
    assertThat(
            SearchFigures.sideBySide(
                List.of(
                    new SearchFigures.Column("one", List.of(slow, pages)),
                    new SearchFigures.Column("two", List.of(fast)))))
        .contains("| best | 100.0 (140.0), 25 % | 2.00 (4.00), ? | 50.0 |")
        .contains("| paging | 9.00 (9.00), 0 %, all in 1.5 s | | |");
  }
}
