package dev.kiseki.processor.wiring;

import dev.kiseki.processor.stage.StageSource;
import dev.kiseki.transport.catalog.CatalogReplica;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Stages of experiments as the catalog replica has folded them. */
final class CatalogStages implements StageSource {
  private final CatalogReplica catalog;

  CatalogStages(CatalogReplica catalog) {
    this.catalog = catalog;
  }

  @Override
  public List<StageChange> changesAfter(long catalogOffset) {
    List<StageChange> changes = new ArrayList<>();
    catalog
        .latest()
        .forEachExperiment(
            experiment -> {
              if (experiment.stageOffset() > catalogOffset) {
                changes.add(
                    new StageChange(
                        experiment.id(), !experiment.active(), experiment.stageOffset()));
              }
            });
    changes.sort(Comparator.comparingLong(StageChange::catalogOffset));
    return changes;
  }

  @Override
  public void onChange(Runnable listener) {
    catalog.onChange(listener);
  }
}
