package dev.kiseki.query.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.processor.local.StoreAccess;
import dev.kiseki.processor.local.StoreLimits;
import dev.kiseki.processor.search.PartitionSearch;
import dev.kiseki.processor.search.SearchWork;
import dev.kiseki.processor.search.TopRows;
import dev.kiseki.query.bind.RunBinder;
import dev.kiseki.query.filter.FilterParser;
import dev.kiseki.query.filter.Grammar;
import dev.kiseki.store.document.RunView;
import dev.kiseki.store.scan.BruteForce;
import dev.kiseki.store.scan.RunFixtures;
import dev.kiseki.store.scan.RunQuery;
import dev.kiseki.store.scan.ViewType;
import dev.kiseki.store.shard.PackedRun;
import dev.kiseki.store.shard.PlanText;
import dev.kiseki.store.shard.proto.PlanReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.streams.KeyValue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Queries in files, from their text to the rows: the plan that is expected of 3,000 runs in one
 * partition, and the first rows. Run i has the id of i, started at i, has metrics accuracy, f1 and
 * loss spread evenly, and rare = 1 for each thousandth; params seed = i and trees = i mod 4; tag
 * sweep = s(i mod 20), and team for the even ones.
 */
class PlansTest {
  private static final StoreLimits LIMITS =
      new StoreLimits(1_000_000, 1_000_000, Duration.ofHours(1), Duration.ofHours(1), 1_000_000);
  private static final int RUNS = 3_000;

  @TempDir static Path directory;
  private static final List<RunView> VIEWS = new ArrayList<>();
  private static StoreAccess access;

  @BeforeAll
  static void fill() {
    List<KeyValue<byte[], byte[]>> changelog = new ArrayList<>();
    access = new StoreAccess(directory, changelog, LIMITS, () -> 0);
    access.store().begin();
    for (int i = 0; i < RUNS; i++) {
      RunView view =
          RunFixtures.run(
              String.format("%08d", i),
              i,
              Map.of(
                  "accuracy", spread(i, 7_919),
                  "f1", spread(i, 104_729),
                  "loss", spread(i, 1_299_709),
                  "rare", i % 1_000 == 0 ? 1.0 : 0.0),
              Map.of("seed", "" + i, "trees", "" + i % 4),
              i % 2 == 0
                  ? Map.of("sweep", "s" + i % 20, "team", "a")
                  : Map.of("sweep", "s" + i % 20));
      access.store().put(view.run());
      access.store().applied(i);
      VIEWS.add(view);
    }
    access.flush();
    access.commit();
    // Opened again it is in files: how much stands in memory RocksDB guesses by chance.
    access.close();
    access = new StoreAccess(directory, changelog, LIMITS, () -> 0);
    access.store().begin();
  }

  /** A permutation of the multiples of 1 / RUNS. */
  private static double spread(int i, int factor) {
    return (double) ((long) i * factor % RUNS) / RUNS;
  }

  @AfterAll
  static void close() {
    access.close();
  }

  /** Without what RocksDB only guesses: from 256 entries on. */
  private static String chosen(PlanReport plan) {
    return PlanText.chosen(plan).replaceAll("\\(([0-9],)?[0-9]{3} entries\\)", "(many entries)");
  }

  static Stream<Path> plans() throws IOException {
    List<Path> files;
    try (Stream<Path> found = Files.list(Path.of("src/test/resources/plans"))) {
      files = found.sorted().toList();
    }
    assertThat(files).hasSizeGreaterThan(15);
    return files.stream();
  }

  @ParameterizedTest
  @MethodSource("plans")
  void aQueryIsPlannedAndAnsweredAsItsFileSays(Path file) throws IOException {
    Map<String, String> lines = new LinkedHashMap<>();
    for (String line : Files.readAllLines(file)) {
      if (!line.startsWith("#")) {
        lines.put(
            line.substring(0, line.indexOf(':')), line.substring(line.indexOf(':') + 1).strip());
      }
    }
    String order = lines.get("order_by");
    RunQuery query =
        new RunQuery(
            Set.of(new ExperimentId(0)),
            ViewType.ACTIVE_ONLY,
            RunBinder.predicate(FilterParser.parse(lines.get("filter"), Grammar.RUNS), 0),
            RunBinder.order(order.isEmpty() ? List.of() : List.of(order)),
            Optional.empty());
    int limit = Integer.parseInt(lines.get("limit"));
    TopRows top = new TopRows(query, limit);
    SearchWork work = new SearchWork(() -> false);
    PartitionSearch.run(access.store().reader(), top, work);

    List<String> plans = work.reports().all().stream().map(PlansTest::chosen).toList();
    List<String> rows =
        top.take().stream().map(row -> PackedRun.of(row).text(PackedRun.Texts.RUN_ID)).toList();
    List<String> all = BruteForce.ids(VIEWS, query);
    assertThat(rows).isEqualTo(all.subList(0, Math.min(limit, all.size())));
    assertThat(String.join(" ", rows)).isEqualTo(lines.get("rows"));
    assertThat(String.join(" | ", plans)).isEqualTo(lines.get("plan"));
  }
}
