package dev.kiseki.event.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.kiseki.event.catalog.CatalogEvent;
import dev.kiseki.event.catalog.CatalogProposal;
import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.wire.proto.CatalogEventRecord;
import dev.kiseki.event.wire.proto.CreateExperiment;
import dev.kiseki.event.wire.proto.DeleteExperiment;
import dev.kiseki.event.wire.proto.DeleteExperimentTag;
import dev.kiseki.event.wire.proto.RenameExperiment;
import dev.kiseki.event.wire.proto.RestoreExperiment;
import dev.kiseki.event.wire.proto.SetExperimentTag;

/** Records of catalog-events. */
public final class CatalogEventCodec {
  private CatalogEventCodec() {}

  public static byte[] encode(CatalogEvent event) {
    CatalogEventRecord.Builder record =
        CatalogEventRecord.newBuilder().setHeader(RunEventCodec.header(event.header()));
    return event.proposal().match(new Fill(record)).build().toByteArray();
  }

  public static CatalogEvent decode(byte[] bytes) throws UnreadableEventException {
    try {
      CatalogEventRecord record = CatalogEventRecord.parseFrom(bytes);
      return new CatalogEvent(RunEventCodec.header(record.getHeader()), proposal(record));
    } catch (InvalidProtocolBufferException e) {
      throw new UnreadableEventException("not a catalog event: " + e.getMessage());
    }
  }

  private static CatalogProposal proposal(CatalogEventRecord record)
      throws UnreadableEventException {
    return switch (record.getBodyCase()) {
      case CREATE_EXPERIMENT -> {
        CreateExperiment create = record.getCreateExperiment();
        yield new CatalogProposal.CreateExperiment(
            create.getName(),
            create.getArtifactLocation(),
            RunEventCodec.keyValues(create.getTagsList()),
            create.getDefaultArtifactRoot());
      }
      case RENAME_EXPERIMENT -> {
        RenameExperiment rename = record.getRenameExperiment();
        yield new CatalogProposal.RenameExperiment(
            new ExperimentId(rename.getExperimentId()), rename.getNewName());
      }
      case DELETE_EXPERIMENT ->
          new CatalogProposal.DeleteExperiment(
              new ExperimentId(record.getDeleteExperiment().getExperimentId()));
      case RESTORE_EXPERIMENT ->
          new CatalogProposal.RestoreExperiment(
              new ExperimentId(record.getRestoreExperiment().getExperimentId()));
      case SET_EXPERIMENT_TAG -> {
        SetExperimentTag setTag = record.getSetExperimentTag();
        yield new CatalogProposal.SetExperimentTag(
            new ExperimentId(setTag.getExperimentId()), setTag.getKey(), setTag.getValue());
      }
      case DELETE_EXPERIMENT_TAG -> {
        DeleteExperimentTag deleteTag = record.getDeleteExperimentTag();
        yield new CatalogProposal.DeleteExperimentTag(
            new ExperimentId(deleteTag.getExperimentId()), deleteTag.getKey());
      }
      case REGISTRY_CHANGE -> RegistryChangeCodec.change(record.getRegistryChange());
      case WEBHOOK_CHANGE -> WebhookCodec.change(record.getWebhookChange());
      case BODY_NOT_SET ->
          throw new UnreadableEventException("catalog event of a kind that is unknown here");
    };
  }

  private record Fill(CatalogEventRecord.Builder record)
      implements CatalogProposal.Cases<CatalogEventRecord.Builder> {
    @Override
    public CatalogEventRecord.Builder createExperiment(CatalogProposal.CreateExperiment create) {
      return record.setCreateExperiment(
          CreateExperiment.newBuilder()
              .setName(create.name())
              .setArtifactLocation(create.artifactLocation())
              .addAllTags(RunEventCodec.messages(create.tags()))
              .setDefaultArtifactRoot(create.defaultArtifactRoot()));
    }

    @Override
    public CatalogEventRecord.Builder renameExperiment(CatalogProposal.RenameExperiment rename) {
      return record.setRenameExperiment(
          RenameExperiment.newBuilder()
              .setExperimentId(rename.experiment().number())
              .setNewName(rename.newName()));
    }

    @Override
    public CatalogEventRecord.Builder deleteExperiment(CatalogProposal.DeleteExperiment delete) {
      return record.setDeleteExperiment(
          DeleteExperiment.newBuilder().setExperimentId(delete.experiment().number()));
    }

    @Override
    public CatalogEventRecord.Builder restoreExperiment(CatalogProposal.RestoreExperiment restore) {
      return record.setRestoreExperiment(
          RestoreExperiment.newBuilder().setExperimentId(restore.experiment().number()));
    }

    @Override
    public CatalogEventRecord.Builder setExperimentTag(CatalogProposal.SetExperimentTag setTag) {
      return record.setSetExperimentTag(
          SetExperimentTag.newBuilder()
              .setExperimentId(setTag.experiment().number())
              .setKey(setTag.key())
              .setValue(setTag.value()));
    }

    @Override
    public CatalogEventRecord.Builder deleteExperimentTag(
        CatalogProposal.DeleteExperimentTag deleteTag) {
      return record.setDeleteExperimentTag(
          DeleteExperimentTag.newBuilder()
              .setExperimentId(deleteTag.experiment().number())
              .setKey(deleteTag.key()));
    }

    @Override
    public CatalogEventRecord.Builder changeRegistry(CatalogProposal.ChangeRegistry change) {
      return record.setRegistryChange(RegistryChangeCodec.message(change));
    }

    @Override
    public CatalogEventRecord.Builder changeWebhooks(CatalogProposal.ChangeWebhooks change) {
      return record.setWebhookChange(WebhookCodec.message(change.change()));
    }
  }
}
