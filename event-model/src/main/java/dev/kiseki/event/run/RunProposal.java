package dev.kiseki.event.run;

import dev.kiseki.event.KeyValue;
import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.id.RunStatus;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The closed set of things that can be proposed about a run, or about a logged model. */
public sealed interface RunProposal
    permits RunProposal.Create,
        RunProposal.Update,
        RunProposal.Delete,
        RunProposal.Restore,
        RunProposal.Purge,
        RunProposal.LogBatch,
        RunProposal.DeleteTag,
        RunProposal.ExperimentStage,
        ModelProposal,
        RunProposal.LogInputs,
        RunProposal.LogOutputs,
        RunProposal.LogModel {
  <R> R match(Cases<R> cases);

  /** One method a case and no fallback: a new case breaks every reader until it is handled. */
  interface Cases<R> {
    R create(Create create);

    R update(Update update);

    R delete(Delete delete);

    R restore(Restore restore);

    R purge(Purge purge);

    R logBatch(LogBatch batch);

    R deleteTag(DeleteTag deleteTag);

    R logInputs(LogInputs inputs);

    R logOutputs(LogOutputs outputs);

    R logModel(LogModel model);

    R experimentStage(ExperimentStage stage);

    R model(ModelProposal proposal);
  }

  /** A new run. The tags hold {@code mlflow.runName}, equal to the name. */
  record Create(
      ExperimentId experiment,
      String name,
      String userId,
      long startTimeMillis,
      String artifactUri,
      List<KeyValue> tags)
      implements RunProposal {
    public Create {
      tags = List.copyOf(tags);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.create(this);
    }
  }

  /** Only what is present changes. */
  record Update(Optional<RunStatus> status, OptionalLong endTimeMillis, Optional<String> name)
      implements RunProposal {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.update(this);
    }
  }

  record Delete() implements RunProposal {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.delete(this);
    }
  }

  record Restore() implements RunProposal {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.restore(this);
    }
  }

  /**
   * The run is to be gone for good, if it is deleted and has been since before a moment.
   *
   * @param deletedBeforeMillis epoch milliseconds; that very moment included
   */
  record Purge(long deletedBeforeMillis) implements RunProposal {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.purge(this);
    }
  }

  /**
   * Metrics, params and tags that are applied together or not at all. Single-item requests are
   * batches of one.
   */
  record LogBatch(Origin origin, MetricColumns metrics, List<KeyValue> params, List<KeyValue> tags)
      implements RunProposal {
    public LogBatch {
      params = List.copyOf(params);
      tags = List.copyOf(tags);
    }

    /**
     * Whether the fold could refuse it for what it holds, and not only for the state of its run.
     */
    public boolean canConflict() {
      return !params.isEmpty();
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.logBatch(this);
    }
  }

  /**
   * The request a batch came from; MLflow words a refused param differently in each. Numbers stand
   * on the log.
   */
  enum Origin {
    LOG_BATCH(0),
    LOG_METRIC(1),
    LOG_PARAMETER(2),
    SET_TAG(3);

    private final int number;

    Origin(int number) {
      this.number = number;
    }

    public int number() {
      return number;
    }

    public static Optional<Origin> ofNumber(int number) {
      for (Origin origin : values()) {
        if (origin.number == number) {
          return Optional.of(origin);
        }
      }
      return Optional.empty();
    }
  }

  record DeleteTag(String key) implements RunProposal {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.deleteTag(this);
    }
  }

  /**
   * What the run reads. A data set that it is known to read is not linked again, nor is a model.
   *
   * @param datasets no two of the same name and digest
   * @param modelIds need not exist
   */
  record LogInputs(List<DatasetInput> datasets, List<String> modelIds) implements RunProposal {
    public LogInputs {
      datasets = List.copyOf(datasets);
      modelIds = List.copyOf(modelIds);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.logInputs(this);
    }
  }

  /** What the run made. Of a model that it is known to have made the first step stays. */
  record LogOutputs(List<ModelAtStep> models) implements RunProposal {
    public LogOutputs {
      models = List.copyOf(models);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.logOutputs(this);
    }
  }

  /**
   * One more entry for the list of models in the run's tag {@code mlflow.log-model.history}, as
   * clients of MLflow 2 log them. Appended by the fold, so that of two at once none is lost.
   *
   * @param entry a JSON object, as Python prints it
   */
  record LogModel(String entry) implements RunProposal {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.logModel(this);
    }
  }

  /**
   * Not about one run: from here on, the experiment is deleted or active in this partition.
   * Appended by the partition's owner, at least once for each accepted change, in the order of the
   * catalog.
   */
  record ExperimentStage(ExperimentId experiment, boolean deleted, long catalogOffset)
      implements RunProposal {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.experimentStage(this);
    }
  }
}
