package dev.kiseki.event.wire;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.kiseki.event.KeyValue;
import dev.kiseki.event.catalog.CatalogState;
import dev.kiseki.event.catalog.Experiment;
import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.id.LifecycleStage;
import dev.kiseki.event.map.KeyedMap;
import dev.kiseki.event.wire.proto.CatalogSnapshotPart;
import dev.kiseki.event.wire.proto.ExperimentState;
import java.util.ArrayList;
import java.util.List;

/** A catalog as a list of parts, each small enough for one record, and back. */
public final class CatalogSnapshotCodec {
  private static final int EXPERIMENTS_A_PART = 500;

  private CatalogSnapshotCodec() {}

  /** A decoded part; {@code offset} is that of the last catalog record the snapshot includes. */
  public record Part(
      long offset, int part, int parts, long nextExperimentId, List<Experiment> experiments) {
    public Part {
      experiments = List.copyOf(experiments);
    }
  }

  public static List<byte[]> encode(CatalogState state, long offset) {
    List<Experiment> experiments = new ArrayList<>();
    state.forEachExperiment(experiments::add);
    int parts = Math.max(1, (experiments.size() + EXPERIMENTS_A_PART - 1) / EXPERIMENTS_A_PART);
    List<byte[]> encoded = new ArrayList<>(parts);
    for (int part = 0; part < parts; part++) {
      int from = part * EXPERIMENTS_A_PART;
      int to = Math.min(experiments.size(), from + EXPERIMENTS_A_PART);
      CatalogSnapshotPart.Builder message =
          CatalogSnapshotPart.newBuilder()
              .setOffset(offset)
              .setPart(part)
              .setParts(parts)
              .setNextExperimentId(state.nextExperimentId());
      for (Experiment experiment : experiments.subList(from, to)) {
        message.addExperiments(toProto(experiment));
      }
      encoded.add(message.build().toByteArray());
    }
    return encoded;
  }

  public static Part decode(byte[] bytes) throws UnreadableEventException {
    try {
      CatalogSnapshotPart message = CatalogSnapshotPart.parseFrom(bytes);
      List<Experiment> experiments = new ArrayList<>(message.getExperimentsCount());
      for (ExperimentState experiment : message.getExperimentsList()) {
        experiments.add(fromProto(experiment));
      }
      return new Part(
          message.getOffset(),
          message.getPart(),
          message.getParts(),
          message.getNextExperimentId(),
          experiments);
    } catch (InvalidProtocolBufferException e) {
      throw new UnreadableEventException("not a part of a catalog snapshot: " + e.getMessage());
    }
  }

  private static ExperimentState toProto(Experiment experiment) {
    ExperimentState.Builder message =
        ExperimentState.newBuilder()
            .setExperimentId(experiment.id().number())
            .setName(experiment.name())
            .setArtifactLocation(experiment.artifactLocation())
            .setDeleted(!experiment.active())
            .setCreationTimeMs(experiment.creationTimeMillis())
            .setLastUpdateTimeMs(experiment.lastUpdateTimeMillis())
            .setStageOffset(experiment.stageOffset());
    List<KeyValue> tags = new ArrayList<>();
    experiment.tags().forEach((key, value) -> tags.add(new KeyValue(key, value)));
    return message.addAllTags(RunEventCodec.messages(tags)).build();
  }

  private static Experiment fromProto(ExperimentState message) {
    KeyedMap<String> tags = KeyedMap.empty();
    for (KeyValue tag : RunEventCodec.keyValues(message.getTagsList())) {
      tags = tags.with(tag.key(), tag.value());
    }
    return new Experiment(
        new ExperimentId(message.getExperimentId()),
        message.getName(),
        message.getArtifactLocation(),
        message.getDeleted() ? LifecycleStage.DELETED : LifecycleStage.ACTIVE,
        message.getCreationTimeMs(),
        message.getLastUpdateTimeMs(),
        tags,
        message.getStageOffset());
  }
}
