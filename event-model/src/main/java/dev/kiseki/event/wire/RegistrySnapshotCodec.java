package dev.kiseki.event.wire;

import dev.kiseki.event.map.KeyedMap;
import dev.kiseki.event.map.OffsetList;
import dev.kiseki.event.registry.ModelAlias;
import dev.kiseki.event.registry.ModelStage;
import dev.kiseki.event.registry.ModelVersion;
import dev.kiseki.event.registry.ModelVersions;
import dev.kiseki.event.registry.RegisteredModel;
import dev.kiseki.event.registry.Registry;
import dev.kiseki.event.wire.proto.CatalogSnapshotPart;
import dev.kiseki.event.wire.proto.ModelAliasState;
import dev.kiseki.event.wire.proto.ModelHistory;
import dev.kiseki.event.wire.proto.ModelVersionState;
import dev.kiseki.event.wire.proto.RegisteredModelState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The registry inside catalog snapshots. */
final class RegistrySnapshotCodec {
  private static final int OFFSETS_AN_ENTRY = 10_000;
  private static final Optional<String> NO_TEXT = Optional.of("");

  private RegistrySnapshotCodec() {}

  static void encode(Registry registry, CatalogSnapshotCodec.Packing packing) {
    registry.forEachModel(
        model -> {
          RegisteredModelState message = toProto(model);
          packing.add(message.getSerializedSize(), part -> part.addModels(message));
          model.versions().forEach(version -> add(model.name(), version, packing));
        });
    registry.forEachHistory((name, offsets) -> add(name, offsets, packing));
  }

  private static void add(
      String model, ModelVersion version, CatalogSnapshotCodec.Packing packing) {
    ModelVersionState message = toProto(model, version);
    packing.add(message.getSerializedSize(), part -> part.addVersions(message));
  }

  private static void add(String name, OffsetList offsets, CatalogSnapshotCodec.Packing packing) {
    for (int from = 0; from < offsets.size(); from += OFFSETS_AN_ENTRY) {
      ModelHistory.Builder entry = ModelHistory.newBuilder().setName(name);
      long before = 0;
      for (int i = from; i < Math.min(offsets.size(), from + OFFSETS_AN_ENTRY); i++) {
        entry.addOffsetDeltas(offsets.get(i) - before);
        before = offsets.get(i);
      }
      ModelHistory message = entry.build();
      packing.add(message.getSerializedSize(), part -> part.addHistories(message));
    }
  }

  private static RegisteredModelState toProto(RegisteredModel model) {
    RegisteredModelState.Builder message =
        RegisteredModelState.newBuilder()
            .setName(model.name())
            .setCreationTimeMs(model.createdAtMillis())
            .setLastUpdateTimeMs(model.updatedAtMillis())
            .setDescription(model.description())
            .addAllTags(RunEventCodec.messages(CatalogSnapshotCodec.pairs(model.tags())))
            .setLastNumber(model.lastNumber())
            .setRevision(model.revision());
    model
        .aliases()
        .forEach(
            (alias, held) ->
                message.addAliases(
                    ModelAliasState.newBuilder()
                        .setAlias(alias)
                        .setVersion(held.version())
                        .setRevision(held.revision())));
    return message.build();
  }

  private static ModelVersionState toProto(String model, ModelVersion version) {
    ModelVersionState.Builder message =
        ModelVersionState.newBuilder()
            .setModel(model)
            .setNumber(version.number())
            .setCreationTimeMs(version.createdAtMillis())
            .setLastUpdateTimeMs(version.updatedAtMillis())
            .setStage(version.stage().number())
            .setSource(version.source())
            .setLocation(version.location())
            .setRunId(version.runId())
            .setRunLink(version.runLink())
            .addAllTags(RunEventCodec.messages(CatalogSnapshotCodec.pairs(version.tags())))
            .setRevision(version.revision());
    version.description().ifPresent(message::setDescription);
    return message.build();
  }

  /** Puts the registry together from parts, in whatever order they come. */
  static final class Reading {
    private final List<RegisteredModelState> models = new ArrayList<>();
    private final Map<String, List<ModelVersion>> versions = new HashMap<>();
    private final Map<String, TreeMap<Long, List<Long>>> histories = new HashMap<>();

    void add(CatalogSnapshotPart part) {
      models.addAll(part.getModelsList());
      for (ModelVersionState version : part.getVersionsList()) {
        versions
            .computeIfAbsent(version.getModel(), name -> new ArrayList<>())
            .add(fromProto(version));
      }
      for (ModelHistory history : part.getHistoriesList()) {
        List<Long> offsets = new ArrayList<>(history.getOffsetDeltasCount());
        long offset = 0;
        for (long delta : history.getOffsetDeltasList()) {
          offset += delta;
          offsets.add(offset);
        }
        histories
            .computeIfAbsent(history.getName(), name -> new TreeMap<>())
            .put(offsets.get(0), offsets);
      }
    }

    Registry registry() {
      List<RegisteredModel> whole = new ArrayList<>(models.size());
      for (RegisteredModelState model : models) {
        whole.add(fromProto(model, versions.getOrDefault(model.getName(), List.of())));
      }
      Map<String, OffsetList> offsets = new HashMap<>();
      histories.forEach(
          (name, entries) -> {
            OffsetList list = OffsetList.EMPTY;
            for (List<Long> entry : entries.values()) {
              for (long offset : entry) {
                list = list.with(offset);
              }
            }
            offsets.put(name, list);
          });
      return Registry.of(whole, offsets);
    }
  }

  private static RegisteredModel fromProto(
      RegisteredModelState message, List<ModelVersion> versions) {
    KeyedMap<ModelAlias> aliases = KeyedMap.empty();
    for (ModelAliasState alias : message.getAliasesList()) {
      aliases =
          aliases.with(alias.getAlias(), new ModelAlias(alias.getVersion(), alias.getRevision()));
    }
    return new RegisteredModel(
        message.getName(),
        message.getCreationTimeMs(),
        message.getLastUpdateTimeMs(),
        message.getDescription(),
        CatalogSnapshotCodec.tags(message.getTagsList()),
        aliases,
        ModelVersions.of(versions),
        message.getLastNumber(),
        message.getRevision());
  }

  private static ModelVersion fromProto(ModelVersionState message) {
    Optional<String> description = Optional.empty();
    if (message.hasDescription()) {
      // Most have none, and there may be a million of them.
      description =
          message.getDescription().isEmpty() ? NO_TEXT : Optional.of(message.getDescription());
    }
    return new ModelVersion(
        message.getNumber(),
        message.getCreationTimeMs(),
        message.getLastUpdateTimeMs(),
        description,
        ModelStage.ofNumber(message.getStage()),
        message.getSource(),
        message.getLocation(),
        message.getRunId(),
        message.getRunLink(),
        CatalogSnapshotCodec.tags(message.getTagsList()),
        message.getRevision());
  }
}
