package dev.kiseki.ingest.accept;

import dev.kiseki.event.Header;
import dev.kiseki.event.KeyValue;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.rule.Identifiers;
import dev.kiseki.event.rule.RunData;
import dev.kiseki.event.run.MetricColumns;
import dev.kiseki.event.run.RunEvent;
import dev.kiseki.event.run.RunProposal.Origin;
import dev.kiseki.protocol.request.LogBatchBody;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/**
 * A log-batch from its typed body to its event. MLflow 3.17.2 ({@code SqlAlchemyStore.log_batch}):
 * the run id's form, every metric, param and tag, the limits, params given twice. Nothing of a
 * refused batch is written. What it says of logged models is read by {@link ModelShares}.
 */
public final class BatchAcceptance {
  private BatchAcceptance() {}

  public static RunEvent accept(Header header, LogBatchBody body) {
    Identifiers.runForm(body.runId());
    MetricColumns metrics = body.metrics();
    if (!allPass(metrics)) {
      refuseFirst(metrics);
    }
    List<KeyValue> params = each("params", body.params(), RunData::param);
    List<KeyValue> tags = each("tags", body.tags(), RunData::tag);
    RunData.batchLimits(metrics.size(), params.size(), tags.size());
    RunData.distinctParams(params);
    MetricColumns once = body.models().isEmpty() ? metrics : ModelShares.once(metrics);
    return RunAcceptance.batch(
        header, new RunId(body.runId()), Origin.LOG_BATCH, finite(once), params, tags);
  }

  /** One look at each distinct key and each timestamp; most batches need no more. */
  private static boolean allPass(MetricColumns metrics) {
    for (String key : metrics.keys()) {
      if (!RunData.metricPasses(key, 0)) {
        return false;
      }
    }
    for (int i = 0; i < metrics.size(); i++) {
      if (metrics.timestamp(i) < 0) {
        return false;
      }
    }
    return true;
  }

  private static void refuseFirst(MetricColumns metrics) {
    for (int i = 0; i < metrics.size(); i++) {
      RunData.metric("metrics[" + i + "].", metrics.key(i), metrics.value(i), metrics.timestamp(i));
    }
  }

  private static MetricColumns finite(MetricColumns metrics) {
    boolean finite = true;
    for (int i = 0; i < metrics.size(); i++) {
      finite &= !Double.isInfinite(metrics.value(i));
    }
    if (finite) {
      return metrics;
    }
    MetricColumns.Builder stored = new MetricColumns.Builder();
    for (int i = 0; i < metrics.size(); i++) {
      stored.add(
          metrics.key(i),
          metrics.step(i),
          metrics.timestamp(i),
          RunData.storedValue(metrics.value(i)));
    }
    return stored.build();
  }

  private static List<KeyValue> each(
      String list, List<KeyValue> pairs, BiFunction<String, KeyValue, KeyValue> rule) {
    if (pairs.isEmpty()) {
      return pairs;
    }
    List<KeyValue> stored = new ArrayList<>(pairs.size());
    for (int i = 0; i < pairs.size(); i++) {
      stored.add(rule.apply(list + "[" + i + "].", pairs.get(i)));
    }
    return stored;
  }
}
