package dev.kiseki.store.document;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.id.LifecycleStage;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.id.RunStatus;
import dev.kiseki.event.map.KeyedMap;
import dev.kiseki.store.document.proto.StoredRun;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Run documents to the message of {@code kiseki-documents.proto} and back. */
public final class RunDocumentCodec {
  private RunDocumentCodec() {}

  public static byte[] encode(RunDocument run) {
    return toProto(run).toByteArray();
  }

  /**
   * @throws IllegalStateException when the bytes are damaged: the store is broken, nobody may go on
   *     as if the run were not there
   */
  public static RunDocument decode(byte[] bytes) {
    try {
      return fromProto(StoredRun.parseFrom(bytes));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a stored run document is damaged", e);
    }
  }

  public static StoredRun toProto(RunDocument run) {
    StoredRun.Builder stored =
        StoredRun.newBuilder()
            .setRunId(run.id().text())
            .setExperimentId(run.experiment().number())
            .setName(run.name())
            .setUserId(run.userId())
            .setStatus(run.status().number())
            .setStartTimeMs(run.startTimeMillis())
            .setArtifactUri(run.artifactUri())
            .setDeleted(run.ownStage() == LifecycleStage.DELETED)
            .setStageOffset(run.stageOffset())
            .setDeletedAtMs(run.deletedAtMillis())
            .setAppliedOffset(run.appliedOffset());
    run.endTimeMillis().ifPresent(stored::setEndTimeMs);
    run.params().forEach((key, value) -> stored.addParamKeys(key).addParamValues(value));
    run.tags().forEach((key, value) -> stored.addTagKeys(key).addTagValues(value));
    run.metrics()
        .forEach(
            (key, metric) ->
                stored
                    .addMetricKeys(key)
                    .addMetricValues(metric.value())
                    .addMetricTimestamps(metric.timestamp())
                    .addMetricSteps(metric.step()));
    return stored.build();
  }

  public static RunDocument fromProto(StoredRun stored) {
    List<LatestMetric> metrics = new ArrayList<>(stored.getMetricKeysCount());
    for (int i = 0; i < stored.getMetricKeysCount(); i++) {
      metrics.add(
          new LatestMetric(
              stored.getMetricValues(i), stored.getMetricTimestamps(i), stored.getMetricSteps(i)));
    }
    return new RunDocument(
        new RunId(stored.getRunId()),
        new ExperimentId(stored.getExperimentId()),
        stored.getName(),
        stored.getUserId(),
        RunStatus.ofNumber(stored.getStatus()).orElse(RunStatus.RUNNING),
        stored.getStartTimeMs(),
        stored.hasEndTimeMs() ? OptionalLong.of(stored.getEndTimeMs()) : OptionalLong.empty(),
        stored.getArtifactUri(),
        stored.getDeleted() ? LifecycleStage.DELETED : LifecycleStage.ACTIVE,
        stored.getStageOffset(),
        stored.getDeletedAtMs(),
        KeyedMap.of(stored.getParamKeysList(), stored.getParamValuesList()),
        KeyedMap.of(stored.getTagKeysList(), stored.getTagValuesList()),
        KeyedMap.of(stored.getMetricKeysList(), metrics),
        stored.getAppliedOffset());
  }
}
