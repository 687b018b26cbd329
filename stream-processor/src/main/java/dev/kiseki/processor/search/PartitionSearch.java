package dev.kiseki.processor.search;

import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.id.LifecycleStage;
import dev.kiseki.event.id.RunId;
import dev.kiseki.processor.local.IndexCursor;
import dev.kiseki.processor.local.IndexView;
import dev.kiseki.processor.local.RunStateReader;
import dev.kiseki.store.index.IndexName;
import dev.kiseki.store.index.IndexSlice;
import dev.kiseki.store.scan.RunQuery;
import dev.kiseki.store.scan.ViewType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Offers the rows of one partition, by its indexes where they help. */
public final class PartitionSearch {
  /** Above it, planning each slice would cost more than it saves. */
  private static final int MOST_SLICES = 64;

  private static final Logger log = LoggerFactory.getLogger(PartitionSearch.class);

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

  /** Offers everything that belongs to the answer, and perhaps more. */
  public static void run(RunStateReader reader, TopRows top, SearchWork work) {
    boolean done =
        reader.search(view -> new PartitionSearch(view, top, work).byIndex()).orElse(false);
    if (!done) {
      reader.everyRun(
          run -> {
            work.document();
            top.offer(run);
            return true;
          });
    }
  }

  /** False when reading all runs as they lie is cheaper. */
  private boolean byIndex() {
    Optional<Set<String>> named = NamedRuns.in(top.query().predicate());
    if (named.isPresent()) {
      offerChanged();
      named.get().forEach(run -> lookUp(new RunId(run)));
      return true;
    }
    List<IndexSlice> slices = slices();
    if (slices.size() > MOST_SLICES) {
      return false;
    }
    Planner planner = new Planner(view, top.query(), order, top.limit(), work);
    List<Plan> plans = new ArrayList<>();
    for (IndexSlice slice : slices) {
      Plan plan = planner.plan(slice);
      log.debug("{} {}: {}", plan.path(), slice, plan.why());
      if (plan.path() == Plan.Path.SCAN) {
        return false;
      }
      plans.add(plan);
    }
    offerChanged();
    plans.forEach(this::run);
    return true;
  }

  private void offerChanged() {
    view.changed().values().forEach(run -> top.offer(view.stages().view(run)));
  }

  private void lookUp(RunId run) {
    if (!view.changed().containsKey(run)) {
      work.document();
      view.indexed(run).ifPresent(document -> top.offer(view.stages().view(document)));
    }
  }

  private void run(Plan plan) {
    switch (plan.path()) {
      case ORDERED -> {
        if (!new OrderedScan(view, plan, order, top, work).run()) {
          plan.ranges().forEach(range -> read(plan.slice(), range));
        }
      }
      case RANGES -> plan.ranges().forEach(range -> read(plan.slice(), range));
      case EVERY -> read(plan.slice(), IndexRange.all(IndexName.EVERY));
      case SCAN -> throw new IllegalStateException("a scan is not of one slice");
    }
  }

  private void read(IndexSlice slice, IndexRange range) {
    IndexCursor cursor = view.index(slice, range.index()).cursor(range.from(), range.to());
    for (boolean there = cursor.seek(range.from()); there; there = cursor.next()) {
      work.entry();
      RunId run = cursor.entry().run();
      if (!view.changed().containsKey(run)) {
        work.document();
        top.offer(
            view.stages()
                .view(
                    view.indexed(run)
                        .orElseThrow(
                            () ->
                                new IllegalStateException(
                                    "an index names no run: " + run.text()))));
      }
    }
  }

  /** Where runs can stand that the query's view includes. */
  private List<IndexSlice> slices() {
    RunQuery query = top.query();
    List<IndexSlice> slices = new ArrayList<>();
    for (ExperimentId experiment : query.experiments()) {
      boolean marked = view.stages().of(experiment).isPresent();
      for (LifecycleStage own : LifecycleStage.values()) {
        if (marked || query.view() == ViewType.ALL || query.view().includes(own)) {
          slices.add(new IndexSlice(experiment, own));
        }
      }
    }
    return slices;
  }
}
