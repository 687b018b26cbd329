package dev.kiseki.ingest.artifact;

import dev.kiseki.event.catalog.CatalogState;
import dev.kiseki.event.map.KeyedMap;
import dev.kiseki.event.registry.ModelStage;
import dev.kiseki.event.registry.ModelVersion;
import dev.kiseki.event.registry.ModelVersions;
import dev.kiseki.event.registry.RegisteredModel;
import dev.kiseki.event.registry.Registry;
import dev.kiseki.event.webhook.Webhooks;
import dev.kiseki.ingest.publish.CatalogView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A catalog with one registered model, whose versions a test makes up. */
final class FakeCatalog implements CatalogView {
  static final String MODEL = "a model";
  private final List<ModelVersion> versions = new ArrayList<>();

  /** The number of a new version. */
  int version(String source, String location) {
    int number = versions.size() + 1;
    versions.add(
        new ModelVersion(
            number,
            1,
            1,
            Optional.empty(),
            ModelStage.NONE,
            source,
            location,
            "",
            "",
            KeyedMap.empty(),
            1));
    return number;
  }

  @Override
  public CatalogState latest() {
    RegisteredModel model =
        new RegisteredModel(
            MODEL,
            1,
            1,
            "",
            KeyedMap.empty(),
            KeyedMap.empty(),
            ModelVersions.of(versions),
            versions.size(),
            1);
    return CatalogState.of(1, List.of(), Registry.of(List.of(model), Map.of()), Webhooks.NONE);
  }

  @Override
  public CompletionStage<CatalogState> current() {
    return CompletableFuture.completedStage(latest());
  }
}
