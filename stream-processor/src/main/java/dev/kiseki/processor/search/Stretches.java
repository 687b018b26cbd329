package dev.kiseki.processor.search;

import dev.kiseki.event.id.RunId;
import dev.kiseki.processor.local.IndexCursor;
import dev.kiseki.processor.local.IndexView;
import dev.kiseki.store.index.IndexEntry;
import dev.kiseki.store.index.IndexName;
import dev.kiseki.store.index.IndexSlice;
import dev.kiseki.store.scan.RunPredicate;
import dev.kiseki.store.scan.TextTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Visits the runs that stand in stretches of indexes. */
final class Stretches {
  private final IndexView view;
  private final IndexSlice slice;
  private final RunPredicate predicate;
  private final SearchWork work;

  Stretches(IndexView view, IndexSlice slice, RunPredicate predicate, SearchWork work) {
    this.view = view;
    this.slice = slice;
    this.predicate = predicate;
    this.work = work;
  }

  /** Each run that stands in one of the ranges, perhaps twice. */
  void each(List<IndexRange> ranges, Consumer<RunId> visitor) {
    entries(ranges, entry -> visitor.accept(entry.run()));
  }

  /** Each run that stands in all of the stretches, and hardly any other; perhaps twice. */
  void common(List<Plan.Stretch> stretches, Consumer<RunId> visitor) {
    int last = stretches.size() - 1;
    RunHashes before = hashes(stretches.subList(0, last));
    entries(
        stretches.get(last).ranges(),
        entry -> {
          if (before.contain(entry)) {
            visitor.accept(entry.run());
          }
        });
  }

  /** The runs that stand in all of the stretches; at most as many are held as in the first. */
  RunHashes hashes(List<Plan.Stretch> stretches) {
    RunHashes first = new RunHashes();
    entries(stretches.get(0).ranges(), first::add);
    RunHashes inAll = first;
    for (Plan.Stretch stretch : stretches.subList(1, stretches.size())) {
      RunHashes before = inAll;
      RunHashes both = new RunHashes();
      entries(
          stretch.ranges(),
          entry -> {
            if (before.contain(entry)) {
              both.add(entry);
            }
          });
      inAll = both;
    }
    return inAll;
  }

  private void entries(List<IndexRange> ranges, Consumer<IndexEntry> visitor) {
    for (IndexRange range : ranges) {
      List<TextTest> tests = testsOf(range.index());
      IndexCursor cursor = view.index(slice, range.index()).cursor(range.from(), range.to());
      for (boolean there = cursor.seek(range.from()); there; there = cursor.next()) {
        work.entry();
        IndexEntry entry = cursor.entry();
        if (mayPass(entry, tests)) {
          visitor.accept(entry);
        }
      }
    }
  }

  /** What the filter asks of the text that stands in this index, beyond what the range says. */
  private List<TextTest> testsOf(IndexName index) {
    List<TextTest> tests = new ArrayList<>();
    for (RunPredicate term : Planner.terms(predicate)) {
      if (term instanceof RunPredicate.TextMatch match
          && !(match.test() instanceof TextTest.Equal)
          && IndexName.text(match.source()).equals(Optional.of(index))) {
        tests.add(match.test());
      }
    }
    return tests;
  }

  /** False when the entry alone says that its run fails. */
  private static boolean mayPass(IndexEntry entry, List<TextTest> tests) {
    if (tests.isEmpty() || entry.cut()) {
      return true;
    }
    String text = entry.text();
    for (TextTest test : tests) {
      if (!test.holds(text)) {
        return false;
      }
    }
    return true;
  }
}
