package dev.kiseki.store.document;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.id.LifecycleStage;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.id.RunStatus;
import dev.kiseki.event.map.KeyedMap;
import dev.kiseki.store.document.proto.StoredRun;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

  /** {@link RunDocument#appliedOffset} alone; stands before all that makes a document long. */
  public static long appliedOffset(byte[] bytes) {
    try {
      CodedInputStream in = CodedInputStream.newInstance(bytes);
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        if (tag >>> 3 == StoredRun.APPLIED_OFFSET_FIELD_NUMBER) {
          return in.readInt64();
        }
        in.skipField(tag);
      }
      return 0;
    } catch (IOException e) {
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
    run.metrics().forEach((key, metric) -> add(stored, key, metric));
    run.batches().hashes().forEach(stored::addRecentBatches);
    if (!run.links().equals(RunLinks.NONE)) {
      stored.setLinks(RunLinksCodec.toProto(run.links()));
    }
    run.model().ifPresent(model -> ModelPartCodec.add(stored, model));
    return stored.build();
  }

  private static void add(StoredRun.Builder stored, String key, LatestMetric metric) {
    metric.curve().ifPresent(curve -> add(stored, stored.getMetricKeysCount(), curve));
    stored
        .addMetricKeys(key)
        .addMetricValues(metric.value())
        .addMetricTimestamps(metric.timestamp())
        .addMetricSteps(metric.step());
  }

  private static void add(StoredRun.Builder stored, int metric, MetricCurve curve) {
    stored
        .addCurveMetrics(metric)
        .addCurveCounts(curve.count())
        .addCurveNans(curve.nans())
        .addCurveSums(curve.sum())
        .addCurveSumErrors(curve.sumError())
        .addCurveMinima(curve.min())
        .addCurveMinimumSteps(curve.minStep())
        .addCurveMaxima(curve.max())
        .addCurveMaximumSteps(curve.maxStep())
        .addCurveFirsts(curve.first())
        .addCurveFirstSteps(curve.firstStep())
        .addCurveFirstTimestamps(curve.firstTimestamp());
    if (curve.nans() > 0) {
      stored.addCurveNanSteps(curve.nanStep());
    }
  }

  public static RunDocument fromProto(StoredRun stored) {
    return new RunDocument(
        new RunId(stored.getRunId()),
        new ExperimentId(stored.getExperimentId()),
        stored.getName(),
        SharedTexts.of(stored.getUserId()),
        RunStatus.ofNumber(stored.getStatus()).orElse(RunStatus.RUNNING),
        stored.getStartTimeMs(),
        stored.hasEndTimeMs() ? OptionalLong.of(stored.getEndTimeMs()) : OptionalLong.empty(),
        stored.getArtifactUri(),
        stored.getDeleted() ? LifecycleStage.DELETED : LifecycleStage.ACTIVE,
        stored.getStageOffset(),
        stored.getDeletedAtMs(),
        texts(stored.getParamKeysList(), stored.getParamValuesList()),
        texts(stored.getTagKeysList(), stored.getTagValuesList()),
        KeyedMap.of(SharedTexts.of(stored.getMetricKeysList()), metrics(stored)),
        batches(stored),
        stored.hasLinks() ? RunLinksCodec.fromProto(stored.getLinks()) : RunLinks.NONE,
        ModelPartCodec.of(stored),
        stored.getAppliedOffset());
  }

  private static List<LatestMetric> metrics(StoredRun stored) {
    List<LatestMetric> metrics = new ArrayList<>(stored.getMetricKeysCount());
    int curves = 0;
    int nanCurves = 0;
    for (int i = 0; i < stored.getMetricKeysCount(); i++) {
      boolean curve = curves < stored.getCurveMetricsCount() && stored.getCurveMetrics(curves) == i;
      metrics.add(
          new LatestMetric(
              stored.getMetricValues(i),
              stored.getMetricTimestamps(i),
              stored.getMetricSteps(i),
              curve ? Optional.of(curve(stored, curves, nanCurves)) : Optional.empty()));
      if (curve) {
        nanCurves += stored.getCurveNans(curves++) > 0 ? 1 : 0;
      }
    }
    if (curves != stored.getCurveMetricsCount()) {
      throw new IllegalArgumentException("a stored curve belongs to no metric");
    }
    return metrics;
  }

  /**
   * @param nanCurves how many of the curves before have a NaN
   */
  private static MetricCurve curve(StoredRun stored, int i, int nanCurves) {
    return new MetricCurve(
        stored.getCurveCounts(i),
        stored.getCurveNans(i),
        stored.getCurveSums(i),
        stored.getCurveSumErrors(i),
        stored.getCurveMinima(i),
        stored.getCurveMinimumSteps(i),
        stored.getCurveMaxima(i),
        stored.getCurveMaximumSteps(i),
        stored.getCurveFirsts(i),
        stored.getCurveFirstSteps(i),
        stored.getCurveFirstTimestamps(i),
        stored.getCurveNans(i) > 0 && nanCurves < stored.getCurveNanStepsCount()
            ? stored.getCurveNanSteps(nanCurves)
            : 0);
  }

  private static RecentBatches batches(StoredRun stored) {
    long[] hashes = new long[stored.getRecentBatchesCount()];
    for (int i = 0; i < hashes.length; i++) {
      hashes[i] = stored.getRecentBatches(i);
    }
    return RecentBatches.of(hashes);
  }

  private static KeyedMap<String> texts(List<String> keys, List<String> values) {
    return KeyedMap.of(SharedTexts.of(keys), SharedTexts.of(values));
  }
}
