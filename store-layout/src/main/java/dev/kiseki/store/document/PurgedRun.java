package dev.kiseki.store.document;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.kiseki.store.document.proto.StoredPurge;
import java.util.ArrayList;
import java.util.List;

/**
 * What is left of a run or a logged model that was removed for good: where its history and its
 * artifacts are, so that they can be removed as well.
 *
 * @param offset of the record that removed it; what stands on the log before it is of the run
 * @param metricKeys metrics that may have history
 */
public record PurgedRun(long offset, String artifactUri, List<String> metricKeys) {
  public PurgedRun {
    metricKeys = List.copyOf(metricKeys);
  }

  /**
   * What the run leaves. When one of its metrics has several points, then a batch that was sent
   * twice may have brought the only point of another to the history as well; else nothing of it
   * ever went there. Points of a logged model are in its document and nowhere else.
   */
  public static PurgedRun of(RunDocument run, long offset) {
    List<String> keys = new ArrayList<>();
    boolean[] curves = {false};
    run.metrics()
        .forEach(
            (key, metric) -> {
              keys.add(key);
              curves[0] |= metric.curve().isPresent();
            });
    boolean history = curves[0] && run.model().isEmpty();
    return new PurgedRun(offset, run.artifactUri(), history ? keys : List.of());
  }

  public byte[] bytes() {
    return StoredPurge.newBuilder()
        .setOffset(offset)
        .setArtifactUri(artifactUri)
        .addAllMetricKeys(metricKeys)
        .build()
        .toByteArray();
  }

  /**
   * @throws IllegalStateException when the bytes are damaged
   */
  public static PurgedRun parse(byte[] bytes) {
    try {
      StoredPurge stored = StoredPurge.parseFrom(bytes);
      return new PurgedRun(stored.getOffset(), stored.getArtifactUri(), stored.getMetricKeysList());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("what is stored of a removed run is damaged", e);
    }
  }
}
