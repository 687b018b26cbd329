package dev.kiseki.processor.search;

import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.id.LifecycleStage;
import dev.kiseki.event.id.RunId;
import dev.kiseki.processor.local.IndexView;
import dev.kiseki.processor.local.SearchedRuns;
import dev.kiseki.store.document.DocumentKind;
import dev.kiseki.store.document.RunDocument;
import dev.kiseki.store.index.IndexName;
import dev.kiseki.store.index.IndexSlice;
import dev.kiseki.store.scan.RunQuery;
import dev.kiseki.store.scan.ViewType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Offers the rows of one partition, by its indexes where they help. */
public final class PartitionSearch {
  /** Above it, planning each slice would cost more than it saves. */
  private static final int MOST_SLICES = 64;

  private final IndexView view;
  private final TopRows top;
  private final OrderPath order;
  private final SearchWork work;

  private PartitionSearch(IndexView view, TopRows top, SearchWork work) {
    this.view = view;
    this.top = top;
    this.order = OrderPath.of(top.order());
    this.work = work;
  }

  /**
   * Offers everything that belongs to the answer, and perhaps more.
   *
   * @throws BudgetExceededException when that would cost more than the search may
   */
  public static void run(SearchedRuns runs, TopRows top, SearchWork work) {
    top.begin(runs);
    Optional<Boolean> done = runs.search(view -> new PartitionSearch(view, top, work).byIndex());
    if (done.isEmpty()) {
      work.reports().begin("SCAN", "the indexes are being made");
    }
    if (!done.orElse(false)) {
      runs.everyRun(
          (run, storedBytes) -> {
            work.document();
            work.bytes(storedBytes);
            top.offer(run);
            return true;
          });
      work.reports().end(work);
    }
    top.end();
  }

  /** False when reading all runs as they lie is cheaper. */
  private boolean byIndex() {
    Optional<Set<String>> named = NamedRuns.in(top.query().predicate());
    if (named.isPresent()) {
      work.reports().begin("NAMED", named.get().size() + " run ids");
      offerChanged();
      named.get().forEach(run -> lookUp(new RunId(run)));
      work.reports().end(work);
      return true;
    }
    List<IndexSlice> slices = slices();
    if (slices.size() > MOST_SLICES) {
      work.reports()
          .begin("SCAN", slices.size() + " experiments and stages, more than " + MOST_SLICES);
      return false;
    }
    Planner planner = new Planner(view, top.query(), order, top.limit(), work);
    List<Plan> plans = new ArrayList<>();
    for (IndexSlice slice : slices) {
      Plan plan = planner.plan(slice);
      if (plan.path() == Plan.Path.SCAN) {
        work.reports().begin(plan, order);
        return false;
      }
      plans.add(plan);
    }
    offerChanged();
    for (Plan plan : plans) {
      work.reports().begin(plan, order);
      run(plan);
      work.reports().end(work);
    }
    return true;
  }

  private void offerChanged() {
    for (Optional<RunDocument> run : view.changed().values()) {
      work.look();
      run.ifPresent(there -> top.offer(view.stages().view(there)));
    }
  }

  private void lookUp(RunId run) {
    if (!view.changed().containsKey(run)) {
      work.document();
      view.indexed(run).ifPresent(document -> top.offer(view.stages().view(document)));
      work.bytes(view.takeReadBytes());
    }
  }

  private void run(Plan plan) {
    switch (plan.path()) {
      case ORDERED -> {
        if (!new OrderedScan(view, plan, order, top, work).run()) {
          work.reports().gaveUp();
          readStretches(plan);
        }
      }
      case RANGES, INTERSECT -> readStretches(plan);
      case EVERY -> each(plan.slice(), List.of(IndexRange.all(IndexName.EVERY)));
      case SCAN -> throw new IllegalStateException("a scan is not of one slice");
    }
  }

  private void readStretches(Plan plan) {
    if (plan.stretches().size() == 1) {
      each(plan.slice(), plan.stretches().get(0).ranges());
    } else {
      stretches(plan.slice()).common(plan.stretches(), this::offerIndexed);
    }
  }

  private void each(IndexSlice slice, List<IndexRange> ranges) {
    stretches(slice).each(ranges, this::offerIndexed);
  }

  private Stretches stretches(IndexSlice slice) {
    return new Stretches(view, slice, top.query().predicate(), work);
  }

  private void offerIndexed(RunId run) {
    if (view.changed().isEmpty() || !view.changed().containsKey(run)) {
      work.document();
      top.offer(view.stages().view(view.required(run)));
      work.bytes(view.takeReadBytes());
    }
  }

  /** Where runs can stand that the query's view includes. */
  private List<IndexSlice> slices() {
    RunQuery query = top.query();
    List<IndexSlice> slices = new ArrayList<>();
    for (ExperimentId experiment : query.experiments()) {
      // A logged model has no other stage than its own.
      boolean marked = query.kind() == DocumentKind.RUN && view.stages().of(experiment).isPresent();
      for (LifecycleStage own : LifecycleStage.values()) {
        if (marked || query.view() == ViewType.ALL || query.view().includes(own)) {
          slices.add(new IndexSlice(query.kind(), experiment, own));
        }
      }
    }
    return slices;
  }
}
