package dev.kiseki.event.run;

import dev.kiseki.event.KeyValue;
import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.id.LoggedModelStatus;
import java.util.List;

/**
 * The closed set of things that can be proposed about a logged model. They stand on the log of
 * runs, under the model's id.
 */
public sealed interface ModelProposal extends RunProposal {
  <R> R matchModel(Cases<R> cases);

  @Override
  default <R> R match(RunProposal.Cases<R> cases) {
    return cases.model(this);
  }

  /** One method a case and no fallback. */
  interface Cases<R> {
    R create(CreateModel create);

    R setStatus(SetStatus status);

    R delete(DeleteModel delete);

    R purge(PurgeModel purge);

    R setTags(SetTags tags);

    R deleteTag(DeleteModelTag deleteTag);

    R logParams(LogParams params);

    R logMetrics(LogMetrics metrics);

    R addVersion(AddVersion version);
  }

  /**
   * A new model; it is made at the time in the event's header.
   *
   * @param modelType {@code ""} when none was given
   * @param sourceRunId {@code ""} when none was given; need not be a run's
   * @param params no key twice
   * @param tags no key twice
   */
  record CreateModel(
      ExperimentId experiment,
      String name,
      String modelType,
      String sourceRunId,
      String artifactUri,
      List<KeyValue> params,
      List<KeyValue> tags)
      implements ModelProposal {
    public CreateModel {
      params = List.copyOf(params);
      tags = List.copyOf(tags);
    }

    @Override
    public <R> R matchModel(Cases<R> cases) {
      return cases.create(this);
    }
  }

  record SetStatus(LoggedModelStatus status) implements ModelProposal {
    @Override
    public <R> R matchModel(Cases<R> cases) {
      return cases.setStatus(this);
    }
  }

  record DeleteModel() implements ModelProposal {
    @Override
    public <R> R matchModel(Cases<R> cases) {
      return cases.delete(this);
    }
  }

  /**
   * The model is to be gone for good, if it is deleted and was neither deleted nor updated after a
   * moment.
   *
   * @param deletedBeforeMillis epoch milliseconds; that very moment included
   */
  record PurgeModel(long deletedBeforeMillis) implements ModelProposal {
    @Override
    public <R> R matchModel(Cases<R> cases) {
      return cases.purge(this);
    }
  }

  /** Of a key that comes twice the last value stays. */
  record SetTags(List<KeyValue> tags) implements ModelProposal {
    public SetTags {
      tags = List.copyOf(tags);
    }

    @Override
    public <R> R matchModel(Cases<R> cases) {
      return cases.setTags(this);
    }
  }

  record DeleteModelTag(String key) implements ModelProposal {
    @Override
    public <R> R matchModel(Cases<R> cases) {
      return cases.deleteTag(this);
    }
  }

  /**
   * Params are written once.
   *
   * @param params no key twice
   */
  record LogParams(List<KeyValue> params) implements ModelProposal {
    public LogParams {
      params = List.copyOf(params);
    }

    @Override
    public <R> R matchModel(Cases<R> cases) {
      return cases.logParams(this);
    }
  }

  /**
   * Points of a run that are the model's as well.
   *
   * @param runId the run that logged them
   */
  record LogMetrics(String runId, List<Point> points) implements ModelProposal {
    public LogMetrics {
      points = List.copyOf(points);
    }

    @Override
    public <R> R matchModel(Cases<R> cases) {
      return cases.logMetrics(this);
    }
  }

  /**
   * @param timestamp epoch milliseconds
   * @param datasetName {@code ""} when none was given; the digest too
   */
  record Point(
      String key,
      double value,
      long timestamp,
      long step,
      String datasetName,
      String datasetDigest) {}

  /**
   * A version of a registered model was made of it: its tag {@code mlflow.modelVersions} gets one
   * entry more.
   */
  record AddVersion(String name, int version) implements ModelProposal {
    @Override
    public <R> R matchModel(Cases<R> cases) {
      return cases.addVersion(this);
    }
  }
}
