package dev.kiseki.processor.fold;

import dev.kiseki.event.KeyValue;
import dev.kiseki.event.Verdict;
import dev.kiseki.event.catalog.NotActive;
import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.event.id.LifecycleStage;
import dev.kiseki.event.id.LoggedModelStatus;
import dev.kiseki.event.id.RunStatus;
import dev.kiseki.event.map.KeyedMap;
import dev.kiseki.event.rule.PythonText;
import dev.kiseki.event.run.MetricColumns;
import dev.kiseki.event.run.ModelProposal;
import dev.kiseki.event.run.ModelProposal.AddVersion;
import dev.kiseki.event.run.ModelProposal.CreateModel;
import dev.kiseki.event.run.ModelProposal.DeleteModel;
import dev.kiseki.event.run.ModelProposal.DeleteModelTag;
import dev.kiseki.event.run.ModelProposal.LogMetrics;
import dev.kiseki.event.run.ModelProposal.LogParams;
import dev.kiseki.event.run.ModelProposal.PurgeModel;
import dev.kiseki.event.run.ModelProposal.SetStatus;
import dev.kiseki.event.run.ModelProposal.SetTags;
import dev.kiseki.event.run.NotPurgeable;
import dev.kiseki.event.run.RunEvent;
import dev.kiseki.store.document.DocumentSize;
import dev.kiseki.store.document.ModelPart;
import dev.kiseki.store.document.RecentBatches;
import dev.kiseki.store.document.RunDocument;
import dev.kiseki.store.document.RunLinks;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * The part of {@link RunFold} that judges what is proposed about logged models. Rules are MLflow
 * 3.17.2's {@code SqlAlchemyStore}: a deleted model takes writes as before, and neither its run nor
 * its experiment takes it along. A param with the value that it has already is no conflict here,
 * since clients repeat requests.
 */
final class ModelFold {
  /** The versions of registered models that were made of it. */
  private static final String MODEL_VERSIONS = "mlflow.modelVersions";

  private ModelFold() {}

  /**
   * @param state the model that the event names; empty when there is none
   */
  static Outcome apply(
      Optional<RunDocument> state,
      ExperimentStages stages,
      RunEvent event,
      ModelProposal proposal,
      long offset) {
    return proposal.matchModel(new Judge(state, stages, event, offset));
  }

  private record Judge(
      Optional<RunDocument> state, ExperimentStages stages, RunEvent event, long offset)
      implements ModelProposal.Cases<Outcome> {

    @Override
    public Outcome create(CreateModel create) {
      if (state.isPresent()) {
        // The id was made for this one request, so this is the same request on the log again.
        return whenKnown(model -> applied(new ModelDraft(model)));
      }
      if (stages.deleted(create.experiment())) {
        return refused(
            ErrorCode.INVALID_PARAMETER_VALUE, NotActive.experiment(create.experiment()));
      }
      long now = event.header().sentAtMillis();
      return applied(
          new RunDocument(
              event.run(),
              create.experiment(),
              create.name(),
              "",
              RunStatus.RUNNING,
              now,
              OptionalLong.of(now),
              create.artifactUri(),
              LifecycleStage.ACTIVE,
              offset,
              0,
              map(create.params()),
              map(create.tags()),
              KeyedMap.empty(),
              RecentBatches.NONE,
              RunLinks.NONE,
              Optional.of(
                  new ModelPart(
                      LoggedModelStatus.PENDING,
                      create.modelType(),
                      create.sourceRunId(),
                      List.of())),
              offset));
    }

    private static KeyedMap<String> map(List<KeyValue> pairs) {
      KeyedMap<String> map = KeyedMap.empty();
      for (KeyValue pair : pairs) {
        map = map.with(pair.key(), pair.value());
      }
      return map;
    }

    @Override
    public Outcome setStatus(SetStatus status) {
      return changed(
          draft -> {
            draft.status = status.status();
            draft.updated(event.header().sentAtMillis());
          });
    }

    @Override
    public Outcome delete(DeleteModel delete) {
      return changed(
          draft -> {
            draft.delete(offset, event.header().sentAtMillis());
            draft.updated(event.header().sentAtMillis());
          });
    }

    /**
     * MLflow 3.17.2's {@code mlflow gc} counts the age from the last update, which deleting is too.
     * No restore can come beside it: a deleted model is never active again.
     */
    @Override
    public Outcome purge(PurgeModel purge) {
      return whenKnown(
          model -> {
            if (model.ownStage() != LifecycleStage.DELETED) {
              return outcome(state, NotPurgeable.activeModel(model.id()));
            }
            long deletedAt = model.unusedSinceMillis();
            return deletedAt > purge.deletedBeforeMillis()
                ? outcome(
                    state,
                    NotPurgeable.tooYoungModel(model.id(), deletedAt, purge.deletedBeforeMillis()))
                : outcome(Optional.empty(), Verdict.APPLIED);
          });
    }

    @Override
    public Outcome setTags(SetTags tags) {
      return changed(draft -> draft.tag(tags.tags()));
    }

    @Override
    public Outcome deleteTag(DeleteModelTag deleteTag) {
      return whenKnown(
          model -> {
            if (!model.tags().containsKey(deleteTag.key())) {
              return refused(
                  ErrorCode.RESOURCE_DOES_NOT_EXIST,
                  "No tag with key "
                      + PythonText.repr(deleteTag.key())
                      + " found for model with ID "
                      + PythonText.repr(model.id().text())
                      + ".");
            }
            ModelDraft draft = new ModelDraft(model);
            draft.tags = draft.tags.without(deleteTag.key());
            return applied(draft);
          });
    }

    @Override
    public Outcome logParams(LogParams params) {
      return whenKnown(
          model -> {
            ModelDraft draft = new ModelDraft(model);
            for (KeyValue param : params.params()) {
              String held = draft.params.get(param.key()).orElse(null);
              if (held != null && !held.equals(param.value())) {
                return refused(
                    ErrorCode.BAD_REQUEST,
                    "Changing param values is not allowed. Param with key='%s' was already logged with value='%s' for logged model ID='%s'. Attempted logging new value '%s'."
                        .formatted(param.key(), held, model.id(), param.value()));
              }
              draft.params =
                  held == null ? draft.params.with(param.key(), param.value()) : draft.params;
            }
            return applied(draft);
          });
    }

    /** The text is that of MLflow's {@code set_model_versions_tags}, blanks too. */
    @Override
    public Outcome addVersion(AddVersion version) {
      String entry =
          "{\"name\": %s, \"version\": %d}"
              .formatted(PythonText.json(version.name()), version.version());
      return changed(
          draft ->
              draft.tags =
                  draft.tags.with(
                      MODEL_VERSIONS,
                      ModelHistory.with(draft.tags.get(MODEL_VERSIONS), entry)
                          .orElse("[" + entry + "]")));
    }

    @Override
    public Outcome logMetrics(LogMetrics metrics) {
      return whenKnown(
          model -> {
            ModelDraft draft = new ModelDraft(model);
            List<ModelPart.ModelPoint> held = model.model().orElseThrow().points();
            draft.log(ModelMetricFold.of(held, model.metrics(), metrics));
            return applied(draft);
          });
    }

    private interface Change {
      void to(ModelDraft draft);
    }

    private Outcome changed(Change change) {
      return whenKnown(
          model -> {
            ModelDraft draft = new ModelDraft(model);
            change.to(draft);
            return applied(draft);
          });
    }

    /** A run is no model. */
    private Outcome whenKnown(Function<RunDocument, Outcome> then) {
      return state
          .filter(document -> document.model().isPresent())
          .map(then)
          .orElseGet(
              () ->
                  refused(
                      ErrorCode.RESOURCE_DOES_NOT_EXIST,
                      "Logged model with ID '" + event.run() + "' not found."));
    }

    private Outcome applied(ModelDraft draft) {
      return applied(draft.at(offset));
    }

    private Outcome applied(RunDocument next) {
      if (DocumentSize.modelTooLong(next)) {
        return refused(
            ErrorCode.INVALID_PARAMETER_VALUE,
            "Logged model with ID '%s' would hold too much: its params, its tags and its metrics' points may take %d MiB together."
                .formatted(event.run(), DocumentSize.MOST >> 20));
      }
      return outcome(Optional.of(next), Verdict.APPLIED);
    }

    private Outcome refused(ErrorCode code, String message) {
      return outcome(state, Verdict.rejected(code, message));
    }

    private Outcome outcome(Optional<RunDocument> next, Verdict verdict) {
      return new Outcome(next, stages, verdict, MetricColumns.EMPTY, MetricColumns.EMPTY, false);
    }
  }
}
