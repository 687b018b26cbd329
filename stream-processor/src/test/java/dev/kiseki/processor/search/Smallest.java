package dev.kiseki.processor.search;

import dev.kiseki.event.map.KeyedMap;
import dev.kiseki.processor.search.SearchCase.Put;
import dev.kiseki.processor.search.SearchCase.Step;
import dev.kiseki.store.document.RunDocument;
import dev.kiseki.store.document.RunLinks;
import dev.kiseki.store.scan.OrderKey;
import dev.kiseki.store.scan.RunPredicate;
import dev.kiseki.store.scan.RunQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Makes a case that fails smaller for as long as it goes on failing, a minute at most. */
final class Smallest {
  private static final long MOST_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final int ONE_PAGE = 1_000;

  private final Predicate<SearchCase> fails;
  private final long began = System.nanoTime();
  private SearchCase smallest;

  private Smallest(SearchCase failing, Predicate<SearchCase> fails) {
    this.smallest = failing;
    this.fails = fails;
  }

  /**
   * @param failing a case that fails
   * @param fails whether another does; asked hundreds of times
   */
  static SearchCase of(SearchCase failing, Predicate<SearchCase> fails) {
    Smallest search = new Smallest(failing, fails);
    SearchCase before;
    do {
      before = search.smallest;
      search.shorterPages();
      search.fewerSteps();
      search.simplerQuery();
      search.emptierRuns();
    } while (!before.equals(search.smallest));
    return search.smallest;
  }

  private boolean take(SearchCase candidate) {
    boolean late = System.nanoTime() - began > MOST_NANOS;
    if (late || candidate.equals(smallest) || !fails.test(candidate)) {
      return false;
    }
    smallest = candidate;
    return true;
  }

  /** Leaves out halves, then quarters, and in the end single steps. */
  private void fewerSteps() {
    for (int length = smallest.steps().size(); length > 0; length /= 2) {
      int from = 0;
      while (from < smallest.steps().size()) {
        List<Step> fewer = new ArrayList<>(smallest.steps());
        fewer.subList(from, Math.min(from + length, fewer.size())).clear();
        if (!take(new SearchCase(fewer, smallest.query(), smallest.page()))) {
          from += length;
        }
      }
    }
  }

  private void simplerQuery() {
    boolean simpler = true;
    while (simpler) {
      simpler = false;
      for (RunPredicate predicate : simpler(smallest.query().predicate())) {
        simpler |= take(with(predicate, smallest.query().order()));
      }
      for (int i = smallest.query().order().size() - 1; i >= 0; i--) {
        List<OrderKey> order = new ArrayList<>(smallest.query().order());
        order.remove(i);
        simpler |= take(with(smallest.query().predicate(), order));
      }
    }
  }

  /** One page if that fails too, else as few rows on each as possible. */
  private void shorterPages() {
    boolean paged = smallest.page() != ONE_PAGE && !take(paged(ONE_PAGE));
    for (int page = 1; paged && page < smallest.page(); page *= 2) {
      paged = !take(paged(page));
    }
  }

  private SearchCase paged(int page) {
    return new SearchCase(smallest.steps(), smallest.query(), page);
  }

  private SearchCase with(RunPredicate predicate, List<OrderKey> order) {
    RunQuery query = smallest.query();
    return new SearchCase(
        smallest.steps(),
        new RunQuery(query.experiments(), query.view(), predicate, order, Optional.empty()),
        smallest.page());
  }

  /** Its parts, and itself with one part less or a simpler one. */
  private static List<RunPredicate> simpler(RunPredicate predicate) {
    List<RunPredicate> simpler = new ArrayList<>();
    if (predicate instanceof RunPredicate.Not not) {
      simpler.add(not.term());
      simpler(not.term()).forEach(term -> simpler.add(new RunPredicate.Not(term)));
      return simpler;
    }
    boolean all = predicate instanceof RunPredicate.AllOf;
    List<RunPredicate> terms =
        all
            ? ((RunPredicate.AllOf) predicate).terms()
            : predicate instanceof RunPredicate.AnyOf any ? any.terms() : List.of();
    simpler.addAll(terms);
    for (int i = 0; i < terms.size(); i++) {
      List<RunPredicate> fewer = new ArrayList<>(terms);
      RunPredicate term = fewer.remove(i);
      simpler.add(join(all, fewer));
      for (RunPredicate part : simpler(term)) {
        List<RunPredicate> other = new ArrayList<>(terms);
        other.set(i, part);
        simpler.add(join(all, other));
      }
    }
    return simpler;
  }

  private static RunPredicate join(boolean all, List<RunPredicate> terms) {
    return all ? new RunPredicate.AllOf(terms) : new RunPredicate.AnyOf(terms);
  }

  private void emptierRuns() {
    for (int i = 0; i < smallest.steps().size(); i++) {
      for (int what = 0; what < 5; what++) {
        if (smallest.steps().get(i) instanceof Put put) {
          List<Step> steps = new ArrayList<>(smallest.steps());
          steps.set(i, new Put(without(what, put.run())));
          take(new SearchCase(steps, smallest.query(), smallest.page()));
        }
      }
    }
  }

  private static RunDocument without(int what, RunDocument run) {
    return new RunDocument(
        run.id(),
        run.experiment(),
        run.name(),
        run.userId(),
        run.status(),
        run.startTimeMillis(),
        what == 0 ? OptionalLong.empty() : run.endTimeMillis(),
        run.artifactUri(),
        run.ownStage(),
        run.stageOffset(),
        run.deletedAtMillis(),
        what == 1 ? KeyedMap.empty() : run.params(),
        what == 2 ? KeyedMap.empty() : run.tags(),
        what == 3 ? KeyedMap.empty() : run.metrics(),
        run.batches(),
        what == 4 ? RunLinks.NONE : run.links(),
        run.model(),
        run.appliedOffset());
  }
}
