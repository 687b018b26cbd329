package dev.kiseki.event.wire;

import dev.kiseki.event.KeyValue;
import dev.kiseki.event.catalog.CatalogProposal.ChangeRegistry;
import dev.kiseki.event.registry.Expected;
import dev.kiseki.event.registry.ModelStage;
import dev.kiseki.event.registry.RegistryChange;
import dev.kiseki.event.wire.proto.CreateModelVersion;
import dev.kiseki.event.wire.proto.CreateRegisteredModel;
import dev.kiseki.event.wire.proto.DeleteModelAlias;
import dev.kiseki.event.wire.proto.DeleteModelVersion;
import dev.kiseki.event.wire.proto.DeleteModelVersionTag;
import dev.kiseki.event.wire.proto.DeleteRegisteredModel;
import dev.kiseki.event.wire.proto.DeleteRegisteredModelTag;
import dev.kiseki.event.wire.proto.DescribeModelVersion;
import dev.kiseki.event.wire.proto.DescribeRegisteredModel;
import dev.kiseki.event.wire.proto.MoveModelVersion;
import dev.kiseki.event.wire.proto.RegistryChangeRecord;
import dev.kiseki.event.wire.proto.RenameRegisteredModel;
import dev.kiseki.event.wire.proto.SetModelAlias;
import dev.kiseki.event.wire.proto.SetModelVersionTag;
import java.util.List;
import java.util.Optional;

/** Changes of the registry, to their message and back. */
final class RegistryChangeCodec {
  private RegistryChangeCodec() {}

  static RegistryChangeRecord message(ChangeRegistry change) {
    RegistryChangeRecord.Builder message =
        RegistryChangeRecord.newBuilder().setBy(change.by()).setModel(change.change().model());
    switch (change.expected().kind()) {
      case ANYTHING -> {}
      case ABSENT -> message.setExpectedAbsent(true);
      case REVISION -> message.setExpectedRevision(change.expected().revision());
    }
    return change.change().match(new Fill(message)).build();
  }

  static ChangeRegistry change(RegistryChangeRecord message) throws UnreadableEventException {
    Expected expected = Expected.ANYTHING;
    if (message.getExpectedAbsent()) {
      expected = Expected.ABSENT;
    } else if (message.hasExpectedRevision()) {
      expected = Expected.at(message.getExpectedRevision());
    }
    return new ChangeRegistry(read(message), expected, message.getBy());
  }

  private static RegistryChange read(RegistryChangeRecord message) throws UnreadableEventException {
    String model = message.getModel();
    return switch (message.getChangeCase()) {
      case CREATE_MODEL ->
          new RegistryChange.CreateModel(
              model,
              message.getCreateModel().getDescription(),
              RunEventCodec.keyValues(message.getCreateModel().getTagsList()));
      case DESCRIBE_MODEL ->
          new RegistryChange.DescribeModel(model, message.getDescribeModel().getDescription());
      case RENAME_MODEL ->
          new RegistryChange.RenameModel(model, message.getRenameModel().getNewName());
      case DELETE_MODEL -> new RegistryChange.DeleteModel(model);
      case SET_MODEL_TAG ->
          new RegistryChange.SetModelTag(
              model, message.getSetModelTag().getKey(), message.getSetModelTag().getValue());
      case DELETE_MODEL_TAG ->
          new RegistryChange.DeleteModelTag(model, message.getDeleteModelTag().getKey());
      case SET_ALIAS ->
          new RegistryChange.SetAlias(
              model, message.getSetAlias().getAlias(), message.getSetAlias().getVersion());
      case DELETE_ALIAS ->
          new RegistryChange.DeleteAlias(model, message.getDeleteAlias().getAlias());
      case CREATE_VERSION -> createVersion(model, message.getCreateVersion());
      case DESCRIBE_VERSION -> {
        DescribeModelVersion describe = message.getDescribeVersion();
        yield new RegistryChange.DescribeVersion(
            model,
            describe.getVersion(),
            describe.hasDescription() ? Optional.of(describe.getDescription()) : Optional.empty());
      }
      case MOVE_VERSION -> {
        MoveModelVersion move = message.getMoveVersion();
        yield new RegistryChange.MoveVersion(
            model,
            move.getVersion(),
            ModelStage.ofNumber(move.getStage()),
            move.getArchiveOthers());
      }
      case DELETE_VERSION ->
          new RegistryChange.DeleteVersion(model, message.getDeleteVersion().getVersion());
      case SET_VERSION_TAG -> {
        SetModelVersionTag set = message.getSetVersionTag();
        yield new RegistryChange.SetVersionTag(
            model, set.getVersion(), set.getKey(), set.getValue());
      }
      case DELETE_VERSION_TAG ->
          new RegistryChange.DeleteVersionTag(
              model,
              message.getDeleteVersionTag().getVersion(),
              message.getDeleteVersionTag().getKey());
      case CHANGE_NOT_SET ->
          throw new UnreadableEventException("registry change of a kind that is unknown here");
    };
  }

  private static RegistryChange createVersion(String model, CreateModelVersion create) {
    return new RegistryChange.CreateVersion(
        model,
        create.getSource(),
        create.getLocation(),
        create.getRunId(),
        create.getRunLink(),
        create.getDescription(),
        RunEventCodec.keyValues(create.getTagsList()));
  }

  private record Fill(RegistryChangeRecord.Builder message)
      implements RegistryChange.Cases<RegistryChangeRecord.Builder> {
    private static List<dev.kiseki.event.wire.proto.KeyValue> tags(List<KeyValue> tags) {
      return RunEventCodec.messages(tags);
    }

    @Override
    public RegistryChangeRecord.Builder createModel(RegistryChange.CreateModel create) {
      return message.setCreateModel(
          CreateRegisteredModel.newBuilder()
              .setDescription(create.description())
              .addAllTags(tags(create.tags())));
    }

    @Override
    public RegistryChangeRecord.Builder describeModel(RegistryChange.DescribeModel describe) {
      return message.setDescribeModel(
          DescribeRegisteredModel.newBuilder().setDescription(describe.description()));
    }

    @Override
    public RegistryChangeRecord.Builder renameModel(RegistryChange.RenameModel rename) {
      return message.setRenameModel(
          RenameRegisteredModel.newBuilder().setNewName(rename.newName()));
    }

    @Override
    public RegistryChangeRecord.Builder deleteModel(RegistryChange.DeleteModel delete) {
      return message.setDeleteModel(DeleteRegisteredModel.getDefaultInstance());
    }

    @Override
    public RegistryChangeRecord.Builder setModelTag(RegistryChange.SetModelTag set) {
      return message.setSetModelTag(
          dev.kiseki.event.wire.proto.KeyValue.newBuilder()
              .setKey(set.key())
              .setValue(set.value()));
    }

    @Override
    public RegistryChangeRecord.Builder deleteModelTag(RegistryChange.DeleteModelTag delete) {
      return message.setDeleteModelTag(DeleteRegisteredModelTag.newBuilder().setKey(delete.key()));
    }

    @Override
    public RegistryChangeRecord.Builder setAlias(RegistryChange.SetAlias set) {
      return message.setSetAlias(
          SetModelAlias.newBuilder().setAlias(set.alias()).setVersion(set.version()));
    }

    @Override
    public RegistryChangeRecord.Builder deleteAlias(RegistryChange.DeleteAlias delete) {
      return message.setDeleteAlias(DeleteModelAlias.newBuilder().setAlias(delete.alias()));
    }

    @Override
    public RegistryChangeRecord.Builder createVersion(RegistryChange.CreateVersion create) {
      return message.setCreateVersion(
          CreateModelVersion.newBuilder()
              .setSource(create.source())
              .setLocation(create.location())
              .setRunId(create.runId())
              .setRunLink(create.runLink())
              .setDescription(create.description())
              .addAllTags(tags(create.tags())));
    }

    @Override
    public RegistryChangeRecord.Builder describeVersion(RegistryChange.DescribeVersion describe) {
      DescribeModelVersion.Builder fields =
          DescribeModelVersion.newBuilder().setVersion(describe.version());
      describe.description().ifPresent(fields::setDescription);
      return message.setDescribeVersion(fields);
    }

    @Override
    public RegistryChangeRecord.Builder moveVersion(RegistryChange.MoveVersion move) {
      return message.setMoveVersion(
          MoveModelVersion.newBuilder()
              .setVersion(move.version())
              .setStage(move.stage().number())
              .setArchiveOthers(move.archiveOthers()));
    }

    @Override
    public RegistryChangeRecord.Builder deleteVersion(RegistryChange.DeleteVersion delete) {
      return message.setDeleteVersion(DeleteModelVersion.newBuilder().setVersion(delete.version()));
    }

    @Override
    public RegistryChangeRecord.Builder setVersionTag(RegistryChange.SetVersionTag set) {
      return message.setSetVersionTag(
          SetModelVersionTag.newBuilder()
              .setVersion(set.version())
              .setKey(set.key())
              .setValue(set.value()));
    }

    @Override
    public RegistryChangeRecord.Builder deleteVersionTag(RegistryChange.DeleteVersionTag delete) {
      return message.setDeleteVersionTag(
          DeleteModelVersionTag.newBuilder().setVersion(delete.version()).setKey(delete.key()));
    }
  }
}
