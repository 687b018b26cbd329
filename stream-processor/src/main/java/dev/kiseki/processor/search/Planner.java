package dev.kiseki.processor.search;

import dev.kiseki.processor.local.IndexCursor;
import dev.kiseki.processor.local.IndexView;
import dev.kiseki.store.index.IndexName;
import dev.kiseki.store.index.IndexSlice;
import dev.kiseki.store.scan.RunPredicate;
import dev.kiseki.store.scan.RunQuery;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Chooses how a slice is searched: what costs the fewest documents. Small stretches are counted, of
 * larger ones RocksDB tells roughly how large they are; tests are taken to be independent of each
 * other, and since they need not be, an ordered scan may give up.
 */
final class Planner {
  /** Entries that are counted before a stretch is only estimated. */
  private static final int COUNTED = 256;

  /** Bytes of an entry in {@link IndexName#EVERY}, roughly, as it lies in files. */
  private static final int ENTRY_BYTES = 45;

  /** Up to here runs are looked up one by one rather than read as they lie. */
  private static final long LOOKED_UP = 20_000;

  /** An ordered scan may read so many times what the ranges hold. */
  private static final int PATIENCE = 3;

  private final IndexView view;
  private final RunQuery query;
  private final OrderPath order;
  private final int limit;
  private final SearchWork work;

  Planner(IndexView view, RunQuery query, OrderPath order, int limit, SearchWork work) {
    this.view = view;
    this.query = query;
    this.order = order;
    this.limit = limit;
    this.work = work;
  }

  Plan plan(IndexSlice slice) {
    long runs = count(slice, IndexRange.all(IndexName.EVERY), Long.MAX_VALUE);
    double share = 1;
    long fewest = Long.MAX_VALUE;
    List<IndexRange> narrowest = List.of();
    for (Optional<List<IndexRange>> ranges : narrowing()) {
      if (ranges.isEmpty()) {
        share /= 2;
        continue;
      }
      long rows = 0;
      for (IndexRange range : ranges.get()) {
        rows += count(slice, range, runs);
      }
      share *= Math.min(1, (rows + 0.5) / (runs + 1.0));
      if (rows < fewest) {
        fewest = rows;
        narrowest = ranges.get();
      }
    }
    boolean narrowed = fewest < Long.MAX_VALUE;
    double ordered =
        order.index().isPresent()
            ? Math.min((double) runs, limit / share)
            : Double.POSITIVE_INFINITY;
    String why =
        String.format(
            Locale.ROOT,
            "runs %d, share %.6f, ordered %.0f, ranges %s",
            runs,
            share,
            ordered,
            narrowed ? fewest : "none");
    if (ordered <= (double) Math.min(fewest, runs)) {
      long most = narrowed ? Math.max(PATIENCE * fewest, 1_000) : Long.MAX_VALUE;
      return new Plan(slice, Plan.Path.ORDERED, narrowest, most, why);
    }
    if (narrowed && fewest <= Math.max(runs / 2, LOOKED_UP)) {
      return new Plan(slice, Plan.Path.RANGES, narrowest, Long.MAX_VALUE, why);
    }
    Plan.Path path = runs <= LOOKED_UP ? Plan.Path.EVERY : Plan.Path.SCAN;
    return new Plan(slice, path, List.of(), Long.MAX_VALUE, why);
  }

  /** The stretches of each condition; those of one index that must hold together are one. */
  private List<Optional<List<IndexRange>>> narrowing() {
    Map<IndexName, IndexRange> single = new LinkedHashMap<>();
    List<Optional<List<IndexRange>>> all = new ArrayList<>();
    for (RunPredicate term : terms(query.predicate())) {
      Optional<List<IndexRange>> ranges = term.match(Ranges.OF);
      if (ranges.isPresent() && ranges.get().size() == 1) {
        IndexRange range = ranges.get().get(0);
        single.merge(range.index(), range, IndexRange::and);
      } else {
        all.add(ranges);
      }
    }
    single
        .values()
        .forEach(range -> all.add(Optional.of(range.empty() ? List.of() : List.of(range))));
    return all;
  }

  /** What must hold together. */
  static List<RunPredicate> terms(RunPredicate predicate) {
    if (!(predicate instanceof RunPredicate.AllOf all)) {
      return List.of(predicate);
    }
    List<RunPredicate> terms = new ArrayList<>();
    all.terms().forEach(term -> terms.addAll(terms(term)));
    return terms;
  }

  /** Entries in a stretch: exact when there are few. */
  private long count(IndexSlice slice, IndexRange range, long runs) {
    IndexView.Index index = view.index(slice, range.index());
    IndexCursor cursor = index.cursor(range.from(), range.to());
    int counted = 0;
    for (boolean there = cursor.seek(range.from()); there; there = cursor.next()) {
      work.entry();
      if (++counted == COUNTED) {
        return Math.max(COUNTED, estimate(index, range, runs));
      }
    }
    return counted;
  }

  private static long estimate(IndexView.Index index, IndexRange range, long runs) {
    long bytes = index.approximateBytes(range.from(), range.to());
    if (runs == Long.MAX_VALUE) {
      return bytes / ENTRY_BYTES;
    }
    long all = Math.max(1, index.approximateBytes(new byte[0], new byte[0]));
    return (long) (runs * Math.min(1, (double) bytes / all));
  }
}
