package dev.kiseki.processor.search;

import dev.kiseki.event.id.LifecycleStage;
import dev.kiseki.store.index.IndexName;
import dev.kiseki.store.shard.proto.PlanReport;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** How a search went, plan by plan: for people who ask why it is slow. */
public final class PlanReports {
  private final List<PlanReport.Builder> reports = new ArrayList<>();
  private long entries;
  private long documents;
  private long bytes;
  private long began = System.nanoTime();
  private int partition;

  /** What comes next is of this partition. */
  public void partition(int number) {
    partition = number;
  }

  void begin(Plan plan, OrderPath order) {
    PlanReport.Builder report = fresh(plan.path().name());
    report
        .setExperimentId(plan.slice().experiment().number())
        .setDeletedRuns(plan.slice().ownStage() == LifecycleStage.DELETED)
        .setRuns(plan.estimate().runs())
        .setShare(plan.estimate().share());
    if (!Double.isInfinite(plan.estimate().alongOrder())) {
      report.setAlongOrder(plan.estimate().alongOrder());
    }
    if (plan.path() == Plan.Path.ORDERED) {
      report.setAlong(text(order.index().orElseThrow()));
      report.setClipped(plan.clip().isPresent());
    }
    plan.stretches().forEach(stretch -> report.addStretches(told(stretch)));
    plan.among().forEach(stretch -> report.addAmong(told(stretch)));
  }

  private static PlanReport.Stretch told(Plan.Stretch stretch) {
    return PlanReport.Stretch.newBuilder()
        .setIndex(
            stretch.ranges().stream()
                .map(range -> text(range.index()))
                .distinct()
                .collect(Collectors.joining(", ")))
        .setRanges(stretch.ranges().size())
        .setEntries(stretch.entries())
        .build();
  }

  void begin(String path, String reason) {
    fresh(path).setReason(reason);
  }

  private PlanReport.Builder fresh(String path) {
    PlanReport.Builder report = PlanReport.newBuilder().setPartition(partition).setPath(path);
    reports.add(report);
    return report;
  }

  void gaveUp() {
    reports.get(reports.size() - 1).setGaveUp(true);
  }

  /** The last plan is done; it has read what was read since the one before. */
  void end(SearchWork work) {
    reports
        .get(reports.size() - 1)
        .setEntriesRead(work.entries() - entries)
        .setDocumentsTested(work.documents() - documents)
        .setBytesRead(work.bytes() - bytes)
        .setMicros((System.nanoTime() - began) / 1_000);
    entries = work.entries();
    documents = work.documents();
    bytes = work.bytes();
    began = System.nanoTime();
  }

  private static String text(IndexName index) {
    return index.name().isEmpty()
        ? index.kind().label()
        : index.kind().label() + " " + index.describe();
  }

  public List<PlanReport> all() {
    return reports.stream().map(PlanReport.Builder::build).toList();
  }
}
