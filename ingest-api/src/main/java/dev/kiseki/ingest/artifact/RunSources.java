package dev.kiseki.ingest.artifact;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.id.LifecycleStage;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.rule.Identifiers;
import dev.kiseki.event.rule.ModelSources;
import dev.kiseki.ingest.publish.ModelReader;
import dev.kiseki.ingest.publish.RunReader;
import dev.kiseki.store.document.RunDocument;
import dev.kiseki.store.document.RunLinks.ModelOutput;
import dev.kiseki.store.document.RunView;
import dev.kiseki.transport.s3.ArtifactPath;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What {@code runs:/id/folder} stands for: a folder of the run, or the logged model of that name
 * that the run made (MLflow 3.17.2, {@code RunsArtifactRepository}).
 */
@Singleton
final class RunSources {
  private final RunReader runs;
  private final ModelReader models;
  private final ServedPlaces places;

  RunSources(RunReader runs, ModelReader models, ServedPlaces places) {
    this.runs = runs;
    this.models = models;
    this.places = places;
  }

  /** Fails when the run is unknown or the server of another tracking store. */
  CompletionStage<Source> find(String uri) {
    String run = ModelSources.run(uri);
    if (run.isEmpty()) {
      throw TrackingException.invalid(
          "The artifacts of this model version are under '" + uri + "', at another server.");
    }
    ArtifactPath folder = ArtifactPath.ofEncoded(ModelSources.runFolder(uri));
    RunId id = new RunId(run);
    return runs.run(id)
        .thenApply(found -> found.orElseThrow(() -> Identifiers.unknownRun(id)).run())
        .thenApply(document -> new Source(document, folder));
  }

  /** A folder of a run, or what goes by its name. */
  final class Source {
    private final RunDocument run;
    private final ArtifactPath folder;

    private Source(RunDocument run, ArtifactPath folder) {
      this.run = run;
      this.folder = folder;
    }

    /** In the run's own folder. */
    ArtifactPath place(ArtifactPath path) {
      return places.place(run.artifactUri(), folder.resolve(path), "run");
    }

    /** In the logged model that the path leads into; the one that was logged last, of several. */
    CompletionStage<Optional<ArtifactPath>> modelPlace(ArtifactPath path) {
      String[] parts = folder.resolve(path).text().split("/", 2);
      if (parts.length < 2) {
        return CompletableFuture.completedStage(Optional.empty());
      }
      List<ModelOutput> made = run.links().modelOutputs();
      return model(made, made.size() - 1, parts[0])
          .thenApply(
              model ->
                  model.map(
                      found ->
                          places.place(
                              found.artifactUri(), ArtifactPath.of(parts[1]), "logged model")));
    }

    private CompletionStage<Optional<RunDocument>> model(
        List<ModelOutput> made, int last, String name) {
      if (last < 0) {
        return CompletableFuture.completedStage(Optional.empty());
      }
      return models
          .model(new RunId(made.get(last).modelId()))
          .thenCompose(
              found -> {
                Optional<RunDocument> model =
                    found.filter(view -> goesBy(view, name)).map(RunView::run);
                return model.isPresent()
                    ? CompletableFuture.completedStage(model)
                    : model(made, last - 1, name);
              });
    }

    private boolean goesBy(RunView view, String name) {
      RunDocument model = view.run();
      return view.stage() == LifecycleStage.ACTIVE
          && model.name().equals(name)
          && model.model().orElseThrow().sourceRunId().equals(run.id().text());
    }
  }
}
