package dev.kiseki.event.wire;

import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.id.LoggedModelStatus;
import dev.kiseki.event.run.MetricColumns;
import dev.kiseki.event.run.ModelProposal;
import dev.kiseki.event.run.ModelProposal.AddVersion;
import dev.kiseki.event.run.ModelProposal.CreateModel;
import dev.kiseki.event.run.ModelProposal.DeleteModel;
import dev.kiseki.event.run.ModelProposal.DeleteModelTag;
import dev.kiseki.event.run.ModelProposal.LogMetrics;
import dev.kiseki.event.run.ModelProposal.LogParams;
import dev.kiseki.event.run.ModelProposal.Point;
import dev.kiseki.event.run.ModelProposal.PurgeModel;
import dev.kiseki.event.run.ModelProposal.SetStatus;
import dev.kiseki.event.run.ModelProposal.SetTags;
import dev.kiseki.event.wire.proto.AddModelVersion;
import dev.kiseki.event.wire.proto.LogModelMetrics;
import dev.kiseki.event.wire.proto.LogModelParams;
import dev.kiseki.event.wire.proto.PointDataset;
import dev.kiseki.event.wire.proto.RunEventRecord;
import dev.kiseki.event.wire.proto.SetModelStatus;
import dev.kiseki.event.wire.proto.SetModelTags;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The part of {@link RunEventCodec} that knows the proposals about logged models. */
final class ModelEventCodec {
  private ModelEventCodec() {}

  /**
   * @param record whose body is one of a logged model's
   */
  static ModelProposal decode(RunEventRecord record) throws UnreadableEventException {
    return switch (record.getBodyCase()) {
      case CREATE_MODEL -> {
        dev.kiseki.event.wire.proto.CreateModel create = record.getCreateModel();
        yield new CreateModel(
            new ExperimentId(create.getExperimentId()),
            create.getName(),
            create.getModelType(),
            create.getSourceRunId(),
            create.getArtifactUri(),
            RunEventCodec.keyValues(create.getParamsList()),
            RunEventCodec.keyValues(create.getTagsList()));
      }
      case SET_MODEL_STATUS -> new SetStatus(status(record.getSetModelStatus().getStatus()));
      case DELETE_MODEL -> new DeleteModel();
      case SET_MODEL_TAGS ->
          new SetTags(RunEventCodec.keyValues(record.getSetModelTags().getTagsList()));
      case DELETE_MODEL_TAG -> new DeleteModelTag(record.getDeleteModelTag().getKey());
      case LOG_MODEL_PARAMS ->
          new LogParams(RunEventCodec.keyValues(record.getLogModelParams().getParamsList()));
      case LOG_MODEL_METRICS -> metrics(record.getLogModelMetrics());
      case ADD_MODEL_VERSION ->
          new AddVersion(
              record.getAddModelVersion().getName(), record.getAddModelVersion().getVersion());
      case PURGE_MODEL -> new PurgeModel(record.getPurgeModel().getDeletedBeforeMs());
      default -> throw new UnreadableEventException("no event of a logged model");
    };
  }

  private static LoggedModelStatus status(int number) throws UnreadableEventException {
    return LoggedModelStatus.ofNumber(number)
        .orElseThrow(
            () -> new UnreadableEventException("unknown status of a logged model " + number));
  }

  private static LogMetrics metrics(LogModelMetrics message) throws UnreadableEventException {
    MetricColumns columns = Columns.fromProto(message.getMetrics());
    int indexes = message.getDatasetIndexCount();
    if (indexes != 0 && indexes != columns.size()) {
      throw new UnreadableEventException(
          columns.size() + " points of a logged model and " + indexes + " datasets");
    }
    List<Point> points = new ArrayList<>(columns.size());
    for (int i = 0; i < columns.size(); i++) {
      PointDataset dataset =
          dataset(message.getDatasetsList(), indexes == 0 ? 0 : message.getDatasetIndex(i));
      points.add(
          new Point(
              columns.key(i),
              columns.value(i),
              columns.timestamp(i),
              columns.step(i),
              dataset.getName(),
              dataset.getDigest()));
    }
    return new LogMetrics(message.getRunId(), points);
  }

  private static PointDataset dataset(List<PointDataset> datasets, int index)
      throws UnreadableEventException {
    if (index < 0 || index > datasets.size()) {
      throw new UnreadableEventException("a point of a logged model names no dataset: " + index);
    }
    return index == 0 ? PointDataset.getDefaultInstance() : datasets.get(index - 1);
  }

  static RunEventRecord.Builder encode(ModelProposal proposal, RunEventRecord.Builder record) {
    return proposal.matchModel(new Fill(record));
  }

  private record Fill(RunEventRecord.Builder record)
      implements ModelProposal.Cases<RunEventRecord.Builder> {
    @Override
    public RunEventRecord.Builder create(CreateModel create) {
      return record.setCreateModel(
          dev.kiseki.event.wire.proto.CreateModel.newBuilder()
              .setExperimentId(create.experiment().number())
              .setName(create.name())
              .setModelType(create.modelType())
              .setSourceRunId(create.sourceRunId())
              .setArtifactUri(create.artifactUri())
              .addAllParams(RunEventCodec.messages(create.params()))
              .addAllTags(RunEventCodec.messages(create.tags())));
    }

    @Override
    public RunEventRecord.Builder setStatus(SetStatus status) {
      return record.setSetModelStatus(
          SetModelStatus.newBuilder().setStatus(status.status().number()));
    }

    @Override
    public RunEventRecord.Builder delete(DeleteModel delete) {
      return record.setDeleteModel(dev.kiseki.event.wire.proto.DeleteModel.getDefaultInstance());
    }

    @Override
    public RunEventRecord.Builder purge(PurgeModel purge) {
      return record.setPurgeModel(
          dev.kiseki.event.wire.proto.PurgeModel.newBuilder()
              .setDeletedBeforeMs(purge.deletedBeforeMillis()));
    }

    @Override
    public RunEventRecord.Builder setTags(SetTags tags) {
      return record.setSetModelTags(
          SetModelTags.newBuilder().addAllTags(RunEventCodec.messages(tags.tags())));
    }

    @Override
    public RunEventRecord.Builder deleteTag(DeleteModelTag deleteTag) {
      return record.setDeleteModelTag(
          dev.kiseki.event.wire.proto.DeleteModelTag.newBuilder().setKey(deleteTag.key()));
    }

    @Override
    public RunEventRecord.Builder addVersion(AddVersion version) {
      return record.setAddModelVersion(
          AddModelVersion.newBuilder().setName(version.name()).setVersion(version.version()));
    }

    @Override
    public RunEventRecord.Builder logParams(LogParams params) {
      return record.setLogModelParams(
          LogModelParams.newBuilder().addAllParams(RunEventCodec.messages(params.params())));
    }

    @Override
    public RunEventRecord.Builder logMetrics(LogMetrics metrics) {
      LogModelMetrics.Builder message = LogModelMetrics.newBuilder().setRunId(metrics.runId());
      MetricColumns.Builder columns = new MetricColumns.Builder();
      Map<PointDataset, Integer> datasets = new LinkedHashMap<>();
      List<Integer> indexes = new ArrayList<>();
      for (Point point : metrics.points()) {
        columns.add(point.key(), point.step(), point.timestamp(), point.value());
        PointDataset dataset =
            PointDataset.newBuilder()
                .setName(point.datasetName())
                .setDigest(point.datasetDigest())
                .build();
        boolean none = dataset.equals(PointDataset.getDefaultInstance());
        indexes.add(none ? 0 : datasets.computeIfAbsent(dataset, d -> datasets.size() + 1));
      }
      if (columns.size() > 0) {
        message.setMetrics(Columns.toProto(columns.build()));
      }
      if (!datasets.isEmpty()) {
        message.addAllDatasets(datasets.keySet()).addAllDatasetIndex(indexes);
      }
      return record.setLogModelMetrics(message);
    }
  }
}
