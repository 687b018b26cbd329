package dev.kiseki.processor.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.processor.local.StoreAccess;
import dev.kiseki.store.scan.OrderKey;
import dev.kiseki.store.scan.RunFixtures;
import dev.kiseki.store.scan.RunPredicate;
import dev.kiseki.store.scan.RunQuery;
import dev.kiseki.store.scan.TextAttribute;
import dev.kiseki.store.scan.TextOf;
import dev.kiseki.store.scan.ViewType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NeighbouringExperimentTest {
  private static final int SMALL = 21_000;
  private static final int LARGE = 60_000;
  private static final OrderKey WITHOUT_INDEX =
      new OrderKey(new OrderKey.Text(new TextOf.Attribute(TextAttribute.ARTIFACT_URI)), true);

  @Test
  void aSearchThatMustReadAllRunsOfAnExperimentReadsNoneOfALargerOne(@TempDir Path directory) {
    try (StoreAccess access =
        new StoreAccess(directory, new ArrayList<>(), StoreAccess.WIDE, () -> 0)) {
      access.store().begin();
      for (int i = 0; i < SMALL + LARGE; i++) {
        String id = String.format("%08x", i * 2_654_435_761L & 0xFFFF_FFFFL);
        access.store().put(RunFixtures.inExperiment(id, i < SMALL ? 1 : 2).run());
        access.store().applied(i);
      }
      access.flush();
      access.commit();

      assertThat(documentsOf(access, 1)).isEqualTo(SMALL);
      assertThat(documentsOf(access, 2)).as("most of the partition").isEqualTo(SMALL + LARGE);
    }
  }

  private static long documentsOf(StoreAccess access, long experiment) {
    RunQuery query =
        new RunQuery(
            Set.of(new ExperimentId(experiment)),
            ViewType.ACTIVE_ONLY,
            new RunPredicate.AllOf(List.of()),
            List.of(WITHOUT_INDEX),
            Optional.empty());
    TopRows top = new TopRows(query, 50);
    SearchWork work = new SearchWork(() -> false);
    PartitionSearch.run(access.store().reader(), top, work);
    assertThat(top.take()).hasSize(50);
    return work.documents();
  }
}
