package dev.kiseki.event.wire;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import dev.kiseki.event.KeyValue;
import dev.kiseki.event.catalog.CatalogState;
import dev.kiseki.event.catalog.Experiment;
import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.id.LifecycleStage;
import dev.kiseki.event.map.KeyedMap;
import dev.kiseki.event.wire.proto.CatalogSnapshotPart;
import dev.kiseki.event.wire.proto.ExperimentState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A catalog as a row of parts, each small enough for one record, and back. */
public final class CatalogSnapshotCodec {
  /** A part ends when it is so long, so it is at most one entry longer. */
  private static final int PART_BYTES = 256 << 10;

  private CatalogSnapshotCodec() {}

  /**
   * A part as it was read.
   *
   * @param offset of the last catalog record that the snapshot includes
   * @param parts how many there are, in the last one; others may say 0
   */
  public record Part(long offset, int part, int parts, CatalogSnapshotPart message) {}

  /**
   * Gives one part after the other. Costs memory for one.
   *
   * @return how many there are
   */
  public static int encode(CatalogState state, long offset, Consumer<byte[]> parts) {
    Packing packing = new Packing(state.nextExperimentId(), offset, parts);
    state.forEachExperiment(
        experiment -> {
          ExperimentState message = toProto(experiment);
          packing.add(message.getSerializedSize(), part -> part.addExperiments(message));
        });
    RegistrySnapshotCodec.encode(state.registry(), packing);
    WebhookSnapshotCodec.encode(state.webhooks(), packing);
    return packing.end();
  }

  /** Takes what stands in a part. */
  interface Filling {
    void into(CatalogSnapshotPart.Builder part);
  }

  /** Fills parts. */
  static final class Packing {
    private final long nextExperimentId;
    private final long offset;
    private final Consumer<byte[]> parts;
    private CatalogSnapshotPart.Builder part;
    private int number;
    private int bytes;

    private Packing(long nextExperimentId, long offset, Consumer<byte[]> parts) {
      this.nextExperimentId = nextExperimentId;
      this.offset = offset;
      this.parts = parts;
      begin();
    }

    void add(int size, Filling entry) {
      if (bytes > 0 && bytes + size > PART_BYTES) {
        parts.accept(part.build().toByteArray());
        number++;
        begin();
      }
      entry.into(part);
      bytes += size;
    }

    private int end() {
      parts.accept(part.setParts(number + 1).build().toByteArray());
      return number + 1;
    }

    private void begin() {
      part =
          CatalogSnapshotPart.newBuilder()
              .setOffset(offset)
              .setPart(number)
              .setNextExperimentId(nextExperimentId);
      bytes = 0;
    }
  }

  /**
   * {@link Part#parts} without reading the rest, which is most of it.
   *
   * @throws UnreadableEventException when it does not even begin like a part
   */
  public static int parts(byte[] bytes) throws UnreadableEventException {
    CodedInputStream in = CodedInputStream.newInstance(bytes);
    try {
      // Fields stand in the order of their numbers.
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        int field = WireFormat.getTagFieldNumber(tag);
        if (field == CatalogSnapshotPart.PARTS_FIELD_NUMBER) {
          return in.readUInt32();
        }
        if (field > CatalogSnapshotPart.PARTS_FIELD_NUMBER) {
          return 0;
        }
        var unused = in.skipField(tag);
      }
      return 0;
    } catch (IOException e) {
      throw new UnreadableEventException("not a part of a catalog snapshot: " + e.getMessage());
    }
  }

  public static Part decode(byte[] bytes) throws UnreadableEventException {
    try {
      CatalogSnapshotPart message = CatalogSnapshotPart.parseFrom(bytes);
      return new Part(message.getOffset(), message.getPart(), message.getParts(), message);
    } catch (InvalidProtocolBufferException e) {
      throw new UnreadableEventException("not a part of a catalog snapshot: " + e.getMessage());
    }
  }

  /** Puts a catalog together from the parts of one snapshot, in whatever order they come. */
  public static final class Assembly {
    private final List<Experiment> experiments = new ArrayList<>();
    private final RegistrySnapshotCodec.Reading registry = new RegistrySnapshotCodec.Reading();
    private final WebhookSnapshotCodec.Reading webhooks = new WebhookSnapshotCodec.Reading();
    private long next;

    public void add(Part part) {
      next = part.message().getNextExperimentId();
      for (ExperimentState experiment : part.message().getExperimentsList()) {
        experiments.add(fromProto(experiment));
      }
      registry.add(part.message());
      webhooks.add(part.message());
    }

    public CatalogState state() {
      return CatalogState.of(next, experiments, registry.registry(), webhooks.webhooks());
    }
  }

  private static ExperimentState toProto(Experiment experiment) {
    return ExperimentState.newBuilder()
        .setExperimentId(experiment.id().number())
        .setName(experiment.name())
        .setArtifactLocation(experiment.artifactLocation())
        .setDeleted(!experiment.active())
        .setCreationTimeMs(experiment.creationTimeMillis())
        .setLastUpdateTimeMs(experiment.lastUpdateTimeMillis())
        .setStageOffset(experiment.stageOffset())
        .addAllTags(RunEventCodec.messages(pairs(experiment.tags())))
        .build();
  }

  static List<KeyValue> pairs(KeyedMap<String> tags) {
    List<KeyValue> pairs = new ArrayList<>(tags.size());
    tags.forEach((key, value) -> pairs.add(new KeyValue(key, value)));
    return pairs;
  }

  static KeyedMap<String> tags(List<dev.kiseki.event.wire.proto.KeyValue> pairs) {
    KeyedMap<String> tags = KeyedMap.empty();
    for (dev.kiseki.event.wire.proto.KeyValue tag : pairs) {
      tags = tags.with(tag.getKey(), tag.getValue());
    }
    return tags;
  }

  private static Experiment fromProto(ExperimentState message) {
    return new Experiment(
        new ExperimentId(message.getExperimentId()),
        message.getName(),
        message.getArtifactLocation(),
        message.getDeleted() ? LifecycleStage.DELETED : LifecycleStage.ACTIVE,
        message.getCreationTimeMs(),
        message.getLastUpdateTimeMs(),
        tags(message.getTagsList()),
        message.getStageOffset());
  }
}
