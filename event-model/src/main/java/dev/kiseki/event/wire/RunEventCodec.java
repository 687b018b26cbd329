package dev.kiseki.event.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.kiseki.event.Header;
import dev.kiseki.event.KeyValue;
import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.id.RunStatus;
import dev.kiseki.event.run.ModelProposal;
import dev.kiseki.event.run.RunEvent;
import dev.kiseki.event.run.RunProposal;
import dev.kiseki.event.wire.proto.CreateRun;
import dev.kiseki.event.wire.proto.DeleteRun;
import dev.kiseki.event.wire.proto.DeleteRunTag;
import dev.kiseki.event.wire.proto.ExperimentStage;
import dev.kiseki.event.wire.proto.LogBatch;
import dev.kiseki.event.wire.proto.LogModel;
import dev.kiseki.event.wire.proto.PurgeRun;
import dev.kiseki.event.wire.proto.RestoreRun;
import dev.kiseki.event.wire.proto.RunEventRecord;
import dev.kiseki.event.wire.proto.UpdateRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Records of run-events. Bytes of every released version stay readable; golden files hold them. */
public final class RunEventCodec {
  private RunEventCodec() {}

  public static byte[] encode(RunEvent event) {
    RunEventRecord.Builder record =
        RunEventRecord.newBuilder().setHeader(header(event.header())).setRunId(event.run().text());
    return event.proposal().match(new Fill(record)).build().toByteArray();
  }

  public static RunEvent decode(byte[] bytes) throws UnreadableEventException {
    RunEventRecord record;
    try {
      record = RunEventRecord.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new UnreadableEventException("not a run event: " + e.getMessage());
    }
    return new RunEvent(header(record.getHeader()), new RunId(record.getRunId()), proposal(record));
  }

  private static RunProposal proposal(RunEventRecord record) throws UnreadableEventException {
    return switch (record.getBodyCase()) {
      case CREATE_RUN -> {
        CreateRun create = record.getCreateRun();
        yield new RunProposal.Create(
            new ExperimentId(create.getExperimentId()),
            create.getRunName(),
            create.getUserId(),
            create.getStartTimeMs(),
            create.getArtifactUri(),
            keyValues(create.getTagsList()));
      }
      case UPDATE_RUN -> {
        UpdateRun update = record.getUpdateRun();
        yield new RunProposal.Update(
            RunStatus.ofNumber(update.getStatus()),
            update.hasEndTimeMs() ? OptionalLong.of(update.getEndTimeMs()) : OptionalLong.empty(),
            Optional.of(update.getRunName()).filter(name -> !name.isEmpty()));
      }
      case DELETE_RUN -> new RunProposal.Delete();
      case RESTORE_RUN -> new RunProposal.Restore();
      case PURGE_RUN -> new RunProposal.Purge(record.getPurgeRun().getDeletedBeforeMs());
      case LOG_BATCH -> {
        LogBatch batch = record.getLogBatch();
        RunProposal.Origin origin = RunProposal.Origin.ofNumber(batch.getOrigin()).orElse(null);
        if (origin == null) {
          throw new UnreadableEventException("batch of unknown origin " + batch.getOrigin());
        }
        yield new RunProposal.LogBatch(
            origin,
            Columns.fromProto(batch.getMetrics()),
            keyValues(batch.getParamsList()),
            keyValues(batch.getTagsList()));
      }
      case DELETE_RUN_TAG -> new RunProposal.DeleteTag(record.getDeleteRunTag().getKey());
      case LOG_INPUTS -> LinksCodec.inputs(record.getLogInputs());
      case LOG_OUTPUTS -> LinksCodec.outputs(record.getLogOutputs());
      case LOG_MODEL -> new RunProposal.LogModel(record.getLogModel().getEntry());
      case EXPERIMENT_STAGE -> {
        ExperimentStage stage = record.getExperimentStage();
        yield new RunProposal.ExperimentStage(
            new ExperimentId(stage.getExperimentId()),
            stage.getDeleted(),
            stage.getCatalogOffset());
      }
      case CREATE_MODEL,
          SET_MODEL_STATUS,
          DELETE_MODEL,
          SET_MODEL_TAGS,
          DELETE_MODEL_TAG,
          LOG_MODEL_PARAMS,
          LOG_MODEL_METRICS,
          ADD_MODEL_VERSION,
          PURGE_MODEL ->
          ModelEventCodec.decode(record);
      case BODY_NOT_SET ->
          throw new UnreadableEventException("run event of a kind that is unknown here");
    };
  }

  private record Fill(RunEventRecord.Builder record)
      implements RunProposal.Cases<RunEventRecord.Builder> {
    @Override
    public RunEventRecord.Builder create(RunProposal.Create create) {
      return record.setCreateRun(
          CreateRun.newBuilder()
              .setExperimentId(create.experiment().number())
              .setRunName(create.name())
              .setUserId(create.userId())
              .setStartTimeMs(create.startTimeMillis())
              .setArtifactUri(create.artifactUri())
              .addAllTags(messages(create.tags())));
    }

    @Override
    public RunEventRecord.Builder update(RunProposal.Update update) {
      UpdateRun.Builder message =
          UpdateRun.newBuilder()
              .setStatus(update.status().map(RunStatus::number).orElse(0))
              .setRunName(update.name().orElse(""));
      update.endTimeMillis().ifPresent(message::setEndTimeMs);
      return record.setUpdateRun(message);
    }

    @Override
    public RunEventRecord.Builder delete(RunProposal.Delete delete) {
      return record.setDeleteRun(DeleteRun.getDefaultInstance());
    }

    @Override
    public RunEventRecord.Builder restore(RunProposal.Restore restore) {
      return record.setRestoreRun(RestoreRun.getDefaultInstance());
    }

    @Override
    public RunEventRecord.Builder purge(RunProposal.Purge purge) {
      return record.setPurgeRun(
          PurgeRun.newBuilder().setDeletedBeforeMs(purge.deletedBeforeMillis()));
    }

    @Override
    public RunEventRecord.Builder logBatch(RunProposal.LogBatch batch) {
      LogBatch.Builder message =
          LogBatch.newBuilder()
              .setOrigin(batch.origin().number())
              .addAllParams(messages(batch.params()))
              .addAllTags(messages(batch.tags()));
      if (batch.metrics().size() > 0) {
        message.setMetrics(Columns.toProto(batch.metrics()));
      }
      return record.setLogBatch(message);
    }

    @Override
    public RunEventRecord.Builder deleteTag(RunProposal.DeleteTag deleteTag) {
      return record.setDeleteRunTag(DeleteRunTag.newBuilder().setKey(deleteTag.key()));
    }

    @Override
    public RunEventRecord.Builder logInputs(RunProposal.LogInputs inputs) {
      return record.setLogInputs(LinksCodec.message(inputs));
    }

    @Override
    public RunEventRecord.Builder logOutputs(RunProposal.LogOutputs outputs) {
      return record.setLogOutputs(LinksCodec.message(outputs));
    }

    @Override
    public RunEventRecord.Builder logModel(RunProposal.LogModel model) {
      return record.setLogModel(LogModel.newBuilder().setEntry(model.entry()));
    }

    @Override
    public RunEventRecord.Builder experimentStage(RunProposal.ExperimentStage stage) {
      return record.setExperimentStage(
          ExperimentStage.newBuilder()
              .setExperimentId(stage.experiment().number())
              .setDeleted(stage.deleted())
              .setCatalogOffset(stage.catalogOffset()));
    }

    @Override
    public RunEventRecord.Builder model(ModelProposal proposal) {
      return ModelEventCodec.encode(proposal, record);
    }
  }

  static dev.kiseki.event.wire.proto.Header header(Header header) {
    return dev.kiseki.event.wire.proto.Header.newBuilder()
        .setRulesVersion(header.rulesVersion())
        .setSender(header.sender())
        .setSentAtMs(header.sentAtMillis())
        .build();
  }

  static Header header(dev.kiseki.event.wire.proto.Header header) throws UnreadableEventException {
    if (header.getRulesVersion() < 1 || header.getRulesVersion() > Header.RULES) {
      throw new UnreadableEventException(
          "event judged by rules "
              + header.getRulesVersion()
              + ", known here are 1 to "
              + Header.RULES);
    }
    return new Header(header.getRulesVersion(), header.getSender(), header.getSentAtMs());
  }

  static List<dev.kiseki.event.wire.proto.KeyValue> messages(List<KeyValue> pairs) {
    List<dev.kiseki.event.wire.proto.KeyValue> messages = new ArrayList<>(pairs.size());
    for (KeyValue pair : pairs) {
      messages.add(
          dev.kiseki.event.wire.proto.KeyValue.newBuilder()
              .setKey(pair.key())
              .setValue(pair.value())
              .build());
    }
    return messages;
  }

  static List<KeyValue> keyValues(List<dev.kiseki.event.wire.proto.KeyValue> messages) {
    List<KeyValue> pairs = new ArrayList<>(messages.size());
    for (dev.kiseki.event.wire.proto.KeyValue message : messages) {
      pairs.add(new KeyValue(message.getKey(), message.getValue()));
    }
    return pairs;
  }
}
