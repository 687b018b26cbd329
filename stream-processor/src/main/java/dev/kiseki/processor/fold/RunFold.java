package dev.kiseki.processor.fold;

import dev.kiseki.event.KeyValue;
import dev.kiseki.event.Verdict;
import dev.kiseki.event.catalog.NotActive;
import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.event.id.LifecycleStage;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.id.RunStatus;
import dev.kiseki.event.map.KeyedMap;
import dev.kiseki.event.run.MetricColumns;
import dev.kiseki.event.run.ModelProposal;
import dev.kiseki.event.run.NotPurgeable;
import dev.kiseki.event.run.RunEvent;
import dev.kiseki.event.run.RunProposal;
import dev.kiseki.event.run.RunProposal.Create;
import dev.kiseki.event.run.RunProposal.Delete;
import dev.kiseki.event.run.RunProposal.DeleteTag;
import dev.kiseki.event.run.RunProposal.ExperimentStage;
import dev.kiseki.event.run.RunProposal.LogBatch;
import dev.kiseki.event.run.RunProposal.LogInputs;
import dev.kiseki.event.run.RunProposal.LogModel;
import dev.kiseki.event.run.RunProposal.LogOutputs;
import dev.kiseki.event.run.RunProposal.Purge;
import dev.kiseki.event.run.RunProposal.Restore;
import dev.kiseki.event.run.RunProposal.Update;
import dev.kiseki.store.document.DocumentSize;
import dev.kiseki.store.document.RunDocument;
import dev.kiseki.store.key.StageEntry;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * (document, stages, event, offset) → outcome. Rules and wording are MLflow 3.17.2's {@code
 * SqlAlchemyStore}; where it leaves part of a batch written after a fault, here nothing is.
 * Whatever is applied moves the document's offset, even when it changes nothing else: so the
 * document tells which records it has seen. A purge that is applied, and nothing else, leaves none.
 * What is proposed about logged models is judged by {@link ModelFold}.
 */
public final class RunFold {
  /** The tag that always equals the run's name. */
  public static final String RUN_NAME = "mlflow.runName";

  private static final String LIMIT =
      "the names of its metrics, its params, its tags and what it links may take %d MiB together, with %d bytes more for each metric"
          .formatted(DocumentSize.MOST >> 20, DocumentSize.METRIC);

  private RunFold() {}

  /**
   * Judges and applies one record.
   *
   * @param state the run the event names; empty when there is none
   */
  public static Outcome apply(
      Optional<RunDocument> state, ExperimentStages stages, RunEvent event, long offset) {
    if (state.isPresent() && offset <= state.get().appliedOffset()) {
      return new Outcome(
          state, stages, Verdict.APPLIED, MetricColumns.EMPTY, MetricColumns.EMPTY, true);
    }
    return event.proposal().match(new Judge(state, stages, event, offset));
  }

  private record Judge(
      Optional<RunDocument> state, ExperimentStages stages, RunEvent event, long offset)
      implements RunProposal.Cases<Outcome> {

    @Override
    public Outcome create(Create create) {
      if (state.isPresent()) {
        // The id was made for this one request, so this is the same request on the log again.
        return applied(new Draft(state.get()).at(offset));
      }
      if (stages.deleted(create.experiment())) {
        return refused(
            ErrorCode.INVALID_PARAMETER_VALUE, NotActive.experiment(create.experiment()));
      }
      KeyedMap<String> tags = KeyedMap.empty();
      for (KeyValue tag : create.tags()) {
        tags = tags.with(tag.key(), tag.value());
      }
      return applied(
          new RunDocument(
              event.run(),
              create.experiment(),
              create.name(),
              create.userId(),
              RunStatus.RUNNING,
              create.startTimeMillis(),
              OptionalLong.empty(),
              create.artifactUri(),
              LifecycleStage.ACTIVE,
              offset,
              0,
              KeyedMap.empty(),
              tags,
              KeyedMap.empty(),
              offset));
    }

    @Override
    public Outcome update(Update update) {
      return whenActive(
          run -> {
            Draft draft = new Draft(run);
            update.status().ifPresent(status -> draft.status = status);
            update.endTimeMillis().ifPresent(end -> draft.endTime = OptionalLong.of(end));
            update.name().ifPresent(draft::rename);
            return applied(draft.at(offset));
          });
    }

    @Override
    public Outcome delete(Delete delete) {
      return whenKnown(run -> moved(run, LifecycleStage.DELETED, event.header().sentAtMillis()));
    }

    @Override
    public Outcome restore(Restore restore) {
      return whenKnown(run -> moved(run, LifecycleStage.ACTIVE, 0));
    }

    /**
     * MLflow 3.17.2's {@code mlflow gc} asks the same before it removes a run. Beside a restore
     * either this comes first, or it is refused.
     */
    @Override
    public Outcome purge(Purge purge) {
      return whenKnown(
          run -> {
            if (stages.stageOf(run) != LifecycleStage.DELETED) {
              return outcome(state, NotPurgeable.active(run.id()));
            }
            long deletedAt = stages.deletedAt(run);
            long before = purge.deletedBeforeMillis();
            if (deletedAt > before) {
              return outcome(
                  state,
                  deletedAt == StageEntry.UNKNOWN
                      ? NotPurgeable.ageUnknown(run.id(), before)
                      : NotPurgeable.tooYoung(run.id(), deletedAt, before));
            }
            return outcome(Optional.empty(), Verdict.APPLIED);
          });
    }

    private Outcome moved(RunDocument run, LifecycleStage stage, long deletedAt) {
      Draft draft = new Draft(run);
      if (stages.stageOf(run) != stage) {
        draft.ownStage = stage;
        draft.stageOffset = offset;
        draft.deletedAt = deletedAt;
      }
      return applied(draft.at(offset));
    }

    @Override
    public Outcome logBatch(LogBatch batch) {
      return whenActive(
          run -> {
            Optional<Verdict> conflict =
                ParamConflicts.in(run, batch.origin(), batch.params()).map(this::invalid);
            if (conflict.isPresent()) {
              return outcome(state, conflict.get());
            }
            Draft draft = new Draft(run);
            for (KeyValue param : batch.params()) {
              if (!draft.params.containsKey(param.key())) {
                draft.params = draft.params.with(param.key(), param.value());
              }
            }
            draft.log(batch.metrics());
            for (KeyValue tag : batch.tags()) {
              draft.tag(tag);
            }
            RunDocument after = draft.at(offset);
            if (grown(run, after, batch) && DocumentSize.tooLong(after)) {
              return tooMuch(run);
            }
            return new Outcome(
                Optional.of(after),
                stages,
                Verdict.APPLIED,
                batch.metrics(),
                draft.history(),
                false);
          });
    }

    private static boolean grown(RunDocument before, RunDocument after, LogBatch batch) {
      return after.metrics().size() > before.metrics().size()
          || !batch.params().isEmpty()
          || !batch.tags().isEmpty();
    }

    @Override
    public Outcome deleteTag(DeleteTag deleteTag) {
      return whenActive(
          run -> {
            if (!run.tags().containsKey(deleteTag.key())) {
              return refused(
                  ErrorCode.RESOURCE_DOES_NOT_EXIST,
                  "No tag with name: " + deleteTag.key() + " in run with id " + run.id());
            }
            Draft draft = new Draft(run);
            draft.tags = draft.tags.without(deleteTag.key());
            return applied(draft.at(offset));
          });
    }

    @Override
    public Outcome logInputs(LogInputs inputs) {
      return whenActive(
          run -> {
            LinksFold fold = LinksFold.of(run.links()).and(inputs);
            return fold.tooLong()
                ? refused(
                    ErrorCode.INVALID_PARAMETER_VALUE,
                    "Run with id=" + run.id() + " would hold too much: " + LinksFold.LIMIT)
                : linked(run, fold);
          });
    }

    @Override
    public Outcome logOutputs(LogOutputs outputs) {
      return whenActive(run -> linked(run, LinksFold.of(run.links()).and(outputs)));
    }

    private Outcome linked(RunDocument run, LinksFold fold) {
      Draft draft = new Draft(run);
      draft.links = fold.links();
      RunDocument after = draft.at(offset);
      if (fold.grown() && DocumentSize.tooLong(after)) {
        return tooMuch(run);
      }
      return new Outcome(
          Optional.of(after),
          stages,
          Verdict.APPLIED,
          MetricColumns.EMPTY,
          MetricColumns.EMPTY,
          fold.uses(),
          false);
    }

    @Override
    public Outcome logModel(LogModel model) {
      return whenActive(
          run ->
              ModelHistory.with(run.tags().get(RunDocument.MODEL_HISTORY), model.entry())
                  .map(history -> listed(run, history))
                  .orElseGet(
                      () ->
                          refused(
                              ErrorCode.INVALID_PARAMETER_VALUE,
                              "The tag '"
                                  + RunDocument.MODEL_HISTORY
                                  + "' of the run "
                                  + run.id()
                                  + " holds no JSON list, so no model can be appended to it.")));
    }

    private Outcome listed(RunDocument run, String history) {
      Draft draft = new Draft(run);
      draft.tags = draft.tags.with(RunDocument.MODEL_HISTORY, history);
      RunDocument after = draft.at(offset);
      return DocumentSize.tooLong(after) ? tooMuch(run) : applied(after);
    }

    private Outcome tooMuch(RunDocument run) {
      return refused(
          ErrorCode.INVALID_PARAMETER_VALUE,
          "Run with id=" + run.id() + " would hold too much: " + LIMIT);
    }

    @Override
    public Outcome experimentStage(ExperimentStage marker) {
      ExperimentStages next =
          stages.with(
              marker.experiment(),
              new StageEntry(
                  marker.deleted(), offset, marker.catalogOffset(), event.header().sentAtMillis()));
      return new Outcome(
          state, next, Verdict.APPLIED, MetricColumns.EMPTY, MetricColumns.EMPTY, false);
    }

    @Override
    public Outcome model(ModelProposal proposal) {
      return ModelFold.apply(state, stages, event, proposal, offset);
    }

    /** A logged model is no run. */
    private Outcome whenKnown(Function<RunDocument, Outcome> then) {
      RunId id = event.run();
      return state
          .filter(document -> document.model().isEmpty())
          .map(then)
          .orElseGet(
              () -> refused(ErrorCode.RESOURCE_DOES_NOT_EXIST, "Run with id=" + id + " not found"));
    }

    private Outcome whenActive(Function<RunDocument, Outcome> then) {
      return whenKnown(
          run ->
              stages.stageOf(run) == LifecycleStage.DELETED
                  ? refused(ErrorCode.INVALID_PARAMETER_VALUE, NotActive.run(run.id()))
                  : then.apply(run));
    }

    private Outcome applied(RunDocument next) {
      return outcome(Optional.of(next), Verdict.APPLIED);
    }

    private Outcome refused(ErrorCode code, String message) {
      return outcome(state, Verdict.rejected(code, message));
    }

    private Verdict invalid(String message) {
      return Verdict.rejected(ErrorCode.INVALID_PARAMETER_VALUE, message);
    }

    private Outcome outcome(Optional<RunDocument> next, Verdict verdict) {
      return new Outcome(next, stages, verdict, MetricColumns.EMPTY, MetricColumns.EMPTY, false);
    }
  }
}
