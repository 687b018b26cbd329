package dev.kiseki.processor.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.processor.local.StoreAccess;
import dev.kiseki.store.document.RunView;
import dev.kiseki.store.scan.BruteForce;
import dev.kiseki.store.scan.OrderKey;
import dev.kiseki.store.scan.RunFixtures;
import dev.kiseki.store.scan.RunPredicate;
import dev.kiseki.store.scan.RunQuery;
import dev.kiseki.store.scan.ViewType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A page that is larger than the experiment, as most are. */
class FewRunsTest {
  private static final int RUNS = 40;

  @Test
  void eachRunIsTestedOnceWithTheMetricOrWithout(@TempDir Path directory) {
    List<RunView> views = new ArrayList<>();
    try (StoreAccess access =
        new StoreAccess(directory, new ArrayList<>(), StoreAccess.WIDE, () -> 0)) {
      access.store().begin();
      for (int i = 0; i < RUNS; i++) {
        Map<String, Double> metrics =
            i % 4 == 0 ? Map.of() : Map.of("f1", i % 4 == 1 ? Double.NaN : i);
        RunView run = RunFixtures.run(String.format("%08x", i), metrics, Map.of());
        access.store().put(run.run());
        access.store().applied(i);
        views.add(run);
      }
      access.flush();
      access.commit();

      for (boolean ascending : List.of(true, false)) {
        RunQuery query =
            new RunQuery(
                Set.of(new ExperimentId(0)),
                ViewType.ACTIVE_ONLY,
                new RunPredicate.AllOf(List.of()),
                List.of(new OrderKey(new OrderKey.Metric("f1"), ascending)),
                Optional.empty());
        TopRows top = new TopRows(query, 1_000);
        SearchWork work = new SearchWork(() -> false);
        PartitionSearch.run(access.store().reader(), top, work);
        assertThat(SearchRows.ids(top)).isEqualTo(BruteForce.ids(views, query));
        assertThat(work.documents()).isEqualTo(RUNS);
      }
    }
  }
}
