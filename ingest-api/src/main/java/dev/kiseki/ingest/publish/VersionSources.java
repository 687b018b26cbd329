package dev.kiseki.ingest.publish;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.registry.ModelStage;
import dev.kiseki.event.registry.ModelVersion;
import dev.kiseki.event.registry.RegisteredModel;
import dev.kiseki.event.registry.Registry;
import dev.kiseki.event.registry.RegistryChange;
import dev.kiseki.event.registry.RegistryRules;
import dev.kiseki.event.registry.RegistryWords;
import dev.kiseki.event.rule.ModelSources;
import dev.kiseki.event.rule.ModelUri;
import dev.kiseki.ingest.IngestSettings;
import dev.kiseki.ingest.accept.RegistryAcceptance.NewVersion;
import dev.kiseki.store.document.RunDocument;
import dev.kiseki.store.document.RunView;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

/**
 * What the source of a new version stands for, and whether the caller may name it: MLflow 3.17.2's
 * {@code _create_model_version}. A source inside the server's storage has to lie with the run or
 * the logged model that is given.
 */
@Singleton
public final class VersionSources {
  private final CatalogView catalog;
  private final RunReader runs;
  private final ModelReader models;
  private final Set<String> allowedSchemes;
  private final Optional<Pattern> pattern;

  VersionSources(CatalogView catalog, RunReader runs, ModelReader models, IngestSettings settings) {
    this.catalog = catalog;
    this.runs = runs;
    this.models = models;
    this.allowedSchemes = Set.copyOf(settings.getAllowedArtifactSchemes());
    this.pattern = settings.getModelSourcePattern();
  }

  /**
   * A version that may be proposed.
   *
   * @param modelId the logged model that it is of; {@code ""} = none
   */
  public record Proposed(RegistryChange.CreateVersion change, String modelId) {}

  /** Source, run and logged model once names are resolved. */
  private record Origin(String source, String runId, String modelId, String location) {}

  /** Fails with MLflow's refusal. */
  public CompletionStage<Proposed> proposed(NewVersion version) {
    try {
      if (pattern.isPresent() && !pattern.get().matcher(version.source()).find()) {
        throw TrackingException.invalid(
            "Invalid model version source: '" + version.source() + "'.");
      }
      if (version.prompt()) {
        ModelSources.prompt(version.source());
      }
      ModelSources.scheme(version.source(), allowedSchemes);
      CompletionStage<Origin> origin =
          version.prompt()
              ? CompletableFuture.completedStage(
                  new Origin(version.source(), version.runId().orElse(""), "", ""))
              : resolved(version).thenCompose(this::checked);
      return origin.thenApply(
          found ->
              new Proposed(
                  new RegistryChange.CreateVersion(
                      version.model(),
                      found.source(),
                      found.location(),
                      found.runId(),
                      version.runLink(),
                      version.description(),
                      version.tags()),
                  found.modelId()));
    } catch (TrackingException refused) {
      return CompletableFuture.failedStage(refused);
    }
  }

  /** The version that a source of the form models:/name/… stands for now. */
  private CompletionStage<Origin> resolved(NewVersion version) {
    Origin given =
        new Origin(version.source(), version.runId().orElse(""), version.modelId().orElse(""), "");
    if (ModelSources.kind(version.source()) != ModelSources.Kind.MODEL) {
      return CompletableFuture.completedStage(given);
    }
    if (ModelSources.namesHost(version.source())) {
      throw TrackingException.invalid(
          "Invalid model version source: '"
              + version.source()
              + "'. Registered model sources must use the active model registry.");
    }
    ModelUri uri =
        ModelUri.parse(version.source()).orElseThrow(() -> foreign(version.source(), "model_id"));
    if (uri.modelId().isPresent()) {
      return CompletableFuture.completedStage(given);
    }
    return catalog.current().thenApply(state -> inherited(version, uri, state.registry()));
  }

  private static Origin inherited(NewVersion version, ModelUri uri, Registry registry) {
    RegistryRules.name(uri.name());
    RegisteredModel model =
        registry
            .model(uri.name())
            .orElseThrow(() -> TrackingException.notFound(RegistryWords.unknownModel(uri.name())));
    if (model.prompt()) {
      throw TrackingException.invalid(
          "Invalid model version source: '"
              + version.source()
              + "'. Prompt versions cannot be used as model version sources.");
    }
    ModelVersion origin = named(model, uri);
    boolean otherRun = version.runId().filter(run -> !run.equals(origin.runId())).isPresent();
    // Versions know of no logged model, in MLflow either: so none can be named beside them.
    boolean otherModel = version.modelId().filter(id -> !id.isEmpty()).isPresent();
    if (otherRun || otherModel) {
      throw TrackingException.invalid(
          "Invalid model version source: '"
              + version.source()
              + "'. The run_id and model_id request parameters must match the referenced model"
              + " version.");
    }
    return new Origin(
        "models:/" + model.name() + "/" + origin.number(),
        origin.runId(),
        "",
        origin.downloadUri());
  }

  private static ModelVersion named(RegisteredModel model, ModelUri uri) {
    if (uri.version().isPresent()) {
      int number = RegistryRules.version(model.name(), uri.version().get());
      return version(model, number);
    }
    if (uri.alias().isPresent()) {
      String alias = uri.alias().get();
      RegistryRules.alias(alias);
      if (!RegistryRules.latest(alias)) {
        return version(
            model,
            model
                .aliases()
                .get(alias)
                .orElseThrow(() -> TrackingException.invalid(RegistryWords.unknownAlias(alias)))
                .version());
      }
    }
    Optional<ModelStage> stage = uri.stage().map(RegistryRules::stage);
    return (stage.isPresent() ? model.versions().latest(stage.get()) : model.latest())
        .orElseThrow(
            () ->
                TrackingException.notFound(
                    "No versions of model with name '"
                        + model.name()
                        + "'"
                        + uri.stage().map(text -> " and stage '" + text + "'").orElse("")
                        + " found"));
  }

  private static ModelVersion version(RegisteredModel model, int number) {
    return model
        .versions()
        .get(number)
        .orElseThrow(
            () -> TrackingException.notFound(RegistryWords.unknownVersion(model.name(), number)));
  }

  private CompletionStage<Origin> checked(Origin origin) {
    return origin.modelId().isEmpty() ? ofRun(origin) : ofModel(origin);
  }

  /** {@code _validate_source_run}. */
  private CompletionStage<Origin> ofRun(Origin origin) {
    String source = origin.source();
    ModelSources.Kind kind = ModelSources.kind(source);
    if (kind != ModelSources.Kind.LOCAL) {
      ModelSources.absolute(source);
    }
    return switch (kind) {
      case LOCAL ->
          runFiles(origin)
              .thenApply(
                  files -> {
                    if (files.isEmpty() && !origin.runId().isEmpty()) {
                      throw foreign(source, "run_id");
                    }
                    if (!ModelSources.withinLocal(source, files.orElse(""))) {
                      throw notLocal(
                          files.isEmpty() ? source : ModelSources.localPath(source), "run_id");
                    }
                    return origin;
                  });
      case RUN -> {
        if (!ModelSources.run(source).equals(origin.runId())) {
          throw foreign(source, "run_id");
        }
        yield CompletableFuture.completedStage(origin);
      }
      case MODEL -> {
        if (origin.location().isEmpty()) {
          throw foreign(source, "model_id");
        }
        yield CompletableFuture.completedStage(origin);
      }
      case PROXIED ->
          runFiles(origin)
              .thenApply(
                  files -> {
                    if (files.isEmpty() || !ModelSources.within(source, files.get())) {
                      throw foreign(source, "run_id");
                    }
                    return origin;
                  });
      case ELSEWHERE -> CompletableFuture.completedStage(origin);
    };
  }

  /** An unknown run has no files. */
  private CompletionStage<Optional<String>> runFiles(Origin origin) {
    return origin.runId().isEmpty()
        ? CompletableFuture.completedStage(Optional.empty())
        : runs.run(new RunId(origin.runId()))
            .thenApply(run -> run.map(found -> found.run().artifactUri()));
  }

  /** {@code _validate_source_model}. */
  private CompletionStage<Origin> ofModel(Origin origin) {
    String source = origin.source();
    ModelSources.Kind kind = ModelSources.kind(source);
    if (kind != ModelSources.Kind.LOCAL) {
      ModelSources.absolute(source);
    }
    boolean sameModel =
        kind == ModelSources.Kind.MODEL
            && ModelUri.parse(source)
                .flatMap(ModelUri::modelId)
                .equals(Optional.of(origin.modelId()));
    if (kind == ModelSources.Kind.RUN || (kind == ModelSources.Kind.MODEL && !sameModel)) {
      throw foreign(source, "model_id");
    }
    return models
        .model(new RunId(origin.modelId()))
        .thenApply(found -> ofModel(origin, kind, sameModel, found.map(RunView::run)));
  }

  private static Origin ofModel(
      Origin origin, ModelSources.Kind kind, boolean sameModel, Optional<RunDocument> found) {
    String source = origin.source();
    String files = found.map(RunDocument::artifactUri).orElse("");
    boolean inside = kind == ModelSources.Kind.LOCAL || kind == ModelSources.Kind.PROXIED;
    if (inside && found.isEmpty()) {
      throw foreign(source, "model_id");
    }
    if (kind == ModelSources.Kind.LOCAL && !ModelSources.withinLocal(source, files)) {
      throw notLocal(ModelSources.localPath(source), "model_id");
    }
    if (kind == ModelSources.Kind.PROXIED && !ModelSources.within(source, files)) {
      throw foreign(source, "model_id");
    }
    RunDocument model =
        found.orElseThrow(
            () ->
                TrackingException.notFound(
                    "Logged model with ID '" + origin.modelId() + "' not found."));
    return new Origin(
        source,
        origin.runId().isEmpty() ? model.model().orElseThrow().sourceRunId() : origin.runId(),
        origin.modelId(),
        sameModel ? model.artifactUri() : "");
  }

  private static TrackingException foreign(String source, String field) {
    return TrackingException.invalid(
        "Invalid model version source: '"
            + source
            + "'. The "
            + field
            + " request parameter must identify the resource that contains the source.");
  }

  private static TrackingException notLocal(String source, String field) {
    return TrackingException.invalid(
        "Invalid model version source: '"
            + source
            + "'. To use a local path as a model version source, the "
            + field
            + " request parameter has to be specified and the local path has to be contained within"
            + " the artifact directory of the run specified by the "
            + field
            + ".");
  }
}
