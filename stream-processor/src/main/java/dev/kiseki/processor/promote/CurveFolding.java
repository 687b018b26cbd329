package dev.kiseki.processor.promote;

import dev.kiseki.event.id.RunId;
import dev.kiseki.event.run.MetricColumns;
import dev.kiseki.processor.local.CurveChanges;
import dev.kiseki.processor.local.RunStateReader;
import dev.kiseki.store.curve.CurveBuckets;
import dev.kiseki.store.document.RunDocument;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds the points that are about to leave the state to the buckets of the long curves among them. A
 * curve that became long begins with what the history store has of it.
 */
final class CurveFolding {
  private static final Logger log = LoggerFactory.getLogger(CurveFolding.class);

  private final HistorySink sink;

  CurveFolding(HistorySink sink) {
    this.sink = sink;
  }

  /**
   * @param before changes that are not committed yet
   * @param document of the run, as of the last commit
   * @param points oldest first
   * @return what is to be committed together with the removal of the points; fails when the history
   *     store has to be asked and cannot be
   */
  CompletionStage<CurveChanges> add(
      RunStateReader reader,
      CurveChanges before,
      RunDocument document,
      List<PendingPoints> points) {
    RunId run = document.id();
    Map<String, CurveBuckets> curves = new HashMap<>();
    List<CompletionStage<?>> begun = new ArrayList<>();
    for (String metric : longMetrics(document, points)) {
      Optional<CurveBuckets> known = CurveBuckets.stored(before.over(reader, run, metric));
      if (known.isPresent()) {
        curves.put(metric, known.get());
      } else {
        CurveBuckets empty = CurveBuckets.empty();
        begun.add(
            sink.earlier(run, metric, points.get(0).offset(), empty::addAll)
                .thenAccept(whole -> begin(run, metric, empty, whole, curves)));
      }
    }
    return CompletableFuture.allOf(
            begun.stream()
                .map(CompletionStage::toCompletableFuture)
                .toArray(CompletableFuture[]::new))
        .thenApply(
            done -> {
              points.forEach(group -> add(group, curves));
              return CurveChanges.of(run, curves);
            });
  }

  private static void begin(
      RunId run, String metric, CurveBuckets begun, boolean whole, Map<String, CurveBuckets> all) {
    if (whole) {
      synchronized (all) {
        all.put(metric, begun);
      }
    } else {
      log.debug("the curve of {} of run {} is not put in buckets yet", metric, run);
    }
  }

  private static Set<String> longMetrics(RunDocument document, List<PendingPoints> points) {
    Set<String> metrics = new TreeSet<>();
    for (PendingPoints group : points) {
      for (String metric : group.columns().keys()) {
        boolean isLong =
            document
                .metrics()
                .get(metric)
                .filter(found -> found.history().count() >= CurveBuckets.FROM)
                .isPresent();
        if (isLong) {
          metrics.add(metric);
        }
      }
    }
    return metrics;
  }

  private static void add(PendingPoints group, Map<String, CurveBuckets> curves) {
    MetricColumns columns = group.columns();
    List<String> keys = columns.keys();
    CurveBuckets[] ofKeys = new CurveBuckets[keys.size()];
    boolean any = false;
    for (int key = 0; key < ofKeys.length; key++) {
      CurveBuckets curve = curves.get(keys.get(key));
      // What is in there already comes again after a torn commit.
      ofKeys[key] = curve == null || curve.through() >= group.offset() ? null : curve;
      any |= ofKeys[key] != null;
    }
    if (!any) {
      return;
    }
    for (int i = 0; i < columns.size(); i++) {
      CurveBuckets curve = ofKeys[columns.keyIndex(i)];
      if (curve != null) {
        curve.add(columns.step(i), columns.timestamp(i), columns.value(i));
      }
    }
    for (CurveBuckets curve : ofKeys) {
      if (curve != null) {
        curve.through(group.offset());
      }
    }
  }
}
