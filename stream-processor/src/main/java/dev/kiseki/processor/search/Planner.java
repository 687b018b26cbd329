package dev.kiseki.processor.search;

import dev.kiseki.processor.local.IndexCursor;
import dev.kiseki.processor.local.IndexView;
import dev.kiseki.store.index.IndexName;
import dev.kiseki.store.index.IndexSlice;
import dev.kiseki.store.scan.RunPredicate;
import dev.kiseki.store.scan.RunQuery;
import dev.kiseki.store.scan.TextTest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Chooses how a slice is searched: what costs least, counted in entries of an index. Small
 * stretches are counted, of larger ones RocksDB tells roughly how large they are; conditions are
 * taken to be independent of each other, and since they need not be, an ordered scan may give up.
 */
final class Planner {
  /** Entries that are counted before a stretch is only estimated. */
  private static final int COUNTED = 256;

  /** Bytes of an entry in {@link IndexName#EVERY}, roughly, as it lies in files. */
  private static final int ENTRY_BYTES = 45;

  /** Entries that can be read while one document is looked up. */
  static final double LOOK_UP = 16;

  /** The same while one document is read that comes next as they lie. */
  private static final double NEXT_DOCUMENT = 8;

  /** An ordered scan may cost so many times what the alternative does. */
  private static final int PATIENCE = 3;

  /** Below this cost no ordered scan gives up. */
  private static final double LEAST_PATIENCE = 17_000;

  /** Runs of which eight bytes are held to intersect stretches. */
  private static final long MOST_HELD = 100_000;

  private static final int MOST_STRETCHES = 3;

  /** With fewer runs in a slice, all that a partition holds are not read for it. */
  private static final long WORTH_A_SCAN = 20_000;

  /** The share of texts that a pattern is taken to fit, where its beginning does not tell. */
  private static final double FITS_PATTERN = 0.1;

  private final IndexView view;
  private final RunQuery query;
  private final OrderPath order;
  private final int limit;
  private final SearchWork work;
  private final List<Condition> conditions;
  private final Optional<IndexRange> clip;

  /**
   * @param ranges where runs stand that it can hold for; empty when no index tells
   * @param passing the share of them that an entry lets pass
   */
  private record Condition(Optional<List<IndexRange>> ranges, double passing) {}

  Planner(IndexView view, RunQuery query, OrderPath order, int limit, SearchWork work) {
    this.view = view;
    this.query = query;
    this.order = order;
    this.limit = limit;
    this.work = work;
    this.conditions = conditions();
    this.clip =
        conditions.stream()
            .flatMap(condition -> condition.ranges().stream())
            .filter(ranges -> ranges.size() == 1)
            .map(ranges -> ranges.get(0))
            .filter(range -> order.index().equals(Optional.of(range.index())))
            .findFirst();
  }

  Plan plan(IndexSlice slice) {
    if (conditions.isEmpty() && order.index().isPresent()) {
      // Nothing to choose, and so nothing to count.
      return new Plan(
          slice,
          Plan.Path.ORDERED,
          List.of(),
          clip,
          List.of(),
          Double.POSITIVE_INFINITY,
          new Plan.Estimate(0, 1, limit));
    }
    long runs = count(slice, IndexRange.all(IndexName.EVERY), Long.MAX_VALUE);
    double share = 1;
    double shareAlongOrder = 1;
    long alongOrder = runs;
    List<Plan.Stretch> stretches = new ArrayList<>();
    for (Condition condition : conditions) {
      if (condition.ranges().isEmpty()) {
        share /= 2;
        shareAlongOrder /= 2;
        continue;
      }
      List<IndexRange> ranges = condition.ranges().get();
      long entries = 0;
      for (IndexRange range : ranges) {
        entries += count(slice, range, runs);
      }
      double passes = Math.min(1, (entries + 0.5) / (runs + 1.0)) * condition.passing();
      share *= passes;
      if (clip.isPresent() && ranges.equals(List.of(clip.get()))) {
        alongOrder = entries;
      } else {
        shareAlongOrder *= passes;
      }
      stretches.add(new Plan.Stretch(ranges, entries, condition.passing()));
    }
    stretches.sort(Comparator.comparingLong(Plan.Stretch::entries));
    double ordered =
        order.index().isPresent()
            ? Math.min((double) alongOrder, limit / shareAlongOrder)
            : Double.POSITIVE_INFINITY;
    return cheapest(slice, stretches, new Plan.Estimate(runs, share, ordered));
  }

  private Plan cheapest(IndexSlice slice, List<Plan.Stretch> stretches, Plan.Estimate estimate) {
    double runs = Math.max(1.0, (double) estimate.runs());
    double best = runs * (1 + LOOK_UP);
    Plan.Path path = Plan.Path.EVERY;
    int used = 0;
    double entries = 0;
    double documents = 1;
    for (int i = 0; i < Math.min(MOST_STRETCHES, stretches.size()); i++) {
      double more = (double) stretches.get(i).entries();
      double passing = stretches.get(i).passing();
      entries += more;
      documents = (i == 0 ? more : documents * Math.min(1, more / runs)) * passing;
      double cost = entries + documents * LOOK_UP;
      boolean fits = i == 0 || stretches.get(0).entries() <= MOST_HELD;
      if (fits && cost < best) {
        best = cost;
        used = i + 1;
        path = i == 0 ? Plan.Path.RANGES : Plan.Path.INTERSECT;
      }
    }
    List<Plan.Stretch> read = List.copyOf(stretches.subList(0, used));
    List<Plan.Stretch> among = among(stretches, estimate);
    if (along(among, estimate) <= best) {
      double most =
          used == 0 ? Double.POSITIVE_INFINITY : Math.max(PATIENCE * best, LEAST_PATIENCE);
      return new Plan(slice, Plan.Path.ORDERED, read, clip, among, most, estimate);
    }
    if (best > runs * NEXT_DOCUMENT
        && estimate.runs() > WORTH_A_SCAN
        && best > (double) view.approximateRuns() * NEXT_DOCUMENT) {
      path = Plan.Path.SCAN;
    }
    return new Plan(slice, path, read, clip, List.of(), Double.POSITIVE_INFINITY, estimate);
  }

  /** The narrowest stretches with which a walk along the order costs least; none may be best. */
  private List<Plan.Stretch> among(List<Plan.Stretch> stretches, Plan.Estimate estimate) {
    List<Plan.Stretch> best = List.of();
    List<Plan.Stretch> tried = new ArrayList<>();
    for (Plan.Stretch stretch : stretches) {
      boolean known = clip.isPresent() && stretch.ranges().equals(List.of(clip.get()));
      if (known) {
        continue;
      }
      if (tried.size() == MOST_STRETCHES || (tried.isEmpty() && stretch.entries() > MOST_HELD)) {
        break;
      }
      tried.add(stretch);
      if (along(tried, estimate) < along(best, estimate)) {
        best = List.copyOf(tried);
      }
    }
    return best;
  }

  /** What a walk along the order costs when only runs in these stretches are tested. */
  private static double along(List<Plan.Stretch> among, Plan.Estimate estimate) {
    double runs = Math.max(1.0, (double) estimate.runs());
    double cost = estimate.alongOrder();
    double documents = estimate.alongOrder();
    for (Plan.Stretch stretch : among) {
      cost += (double) stretch.entries();
      documents *= Math.min(1, (double) stretch.entries() / runs) * stretch.passing();
    }
    return cost + documents * LOOK_UP;
  }

  /**
   * The stretches of each condition. Those of one index that must hold together are one, unless a
   * run may stand in it with several values: another may meet each.
   */
  private List<Condition> conditions() {
    Map<IndexName, IndexRange> single = new LinkedHashMap<>();
    Map<IndexName, Double> passing = new HashMap<>();
    List<Condition> all = new ArrayList<>();
    for (RunPredicate term : terms(query.predicate())) {
      Optional<List<IndexRange>> ranges = term.match(Ranges.OF);
      boolean alone = ranges.isPresent() && ranges.get().size() == 1;
      if (alone && !ranges.get().get(0).index().several()) {
        IndexRange range = ranges.get().get(0);
        single.merge(range.index(), range, IndexRange::and);
        passing.merge(range.index(), passing(term), (a, b) -> a * b);
      } else {
        all.add(new Condition(ranges, 1));
      }
    }
    single.forEach(
        (index, range) -> {
          List<IndexRange> ranges = range.empty() ? List.of() : List.of(range);
          all.add(new Condition(Optional.of(ranges), passing.get(index)));
        });
    return all;
  }

  private static double passing(RunPredicate term) {
    boolean pattern =
        term instanceof RunPredicate.TextMatch match && match.test() instanceof TextTest.Like;
    return pattern ? FITS_PATTERN : 1;
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
