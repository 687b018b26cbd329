package dev.kiseki.processor.search;

import dev.kiseki.event.id.RunId;
import dev.kiseki.processor.local.IndexCursor;
import dev.kiseki.processor.local.IndexView;
import dev.kiseki.store.document.RunDocument;
import dev.kiseki.store.index.IndexEntry;
import dev.kiseki.store.index.IndexName;
import dev.kiseki.store.index.IndexSlice;
import dev.kiseki.store.index.IndexValue;
import dev.kiseki.store.scan.RunPredicate;
import dev.kiseki.store.scan.SortKey;
import dev.kiseki.store.scan.SortValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Walks a slice in the query's order and stops where no later run can belong to the answer: values
 * first, then NaN, then runs that have none. Each place is one group of entries with the same
 * value; a descending walk goes from group to group backwards and through each group forwards,
 * because the tie-break does not turn round.
 */
final class OrderedScan {
  /** Groups up to this size are collected walking backwards; larger ones are walked again. */
  private static final int SMALL_GROUP = 64;

  /** Runs with a value that are remembered, so as not to be tested again among those without. */
  private static final int MOST_REMEMBERED = 20_000;

  private static final byte[] NONE = new byte[0];

  private final IndexView view;
  private final IndexSlice slice;
  private final OrderPath path;
  private final TopRows top;
  private final SearchWork work;
  private final double mostCost;
  private final Optional<RunHashes> among;
  private final Optional<SortKey> after;
  private final Optional<IndexRange> clip;
  private final boolean missingToo;
  private final Set<RunId> withValue = new HashSet<>();

  /** A walk is over: no later run belongs to the answer, or too much was read. */
  private boolean over;

  private boolean gaveUp;

  OrderedScan(IndexView view, Plan plan, OrderPath path, TopRows top, SearchWork work) {
    this.view = view;
    this.slice = plan.slice();
    this.path = path;
    this.top = top;
    this.work = work;
    this.mostCost = cost() + plan.mostCost();
    this.among =
        plan.among().isEmpty()
            ? Optional.empty()
            : Optional.of(
                new Stretches(view, slice, top.query().predicate(), work).hashes(plan.among()));
    this.after = top.query().after();
    this.clip = plan.clip();
    this.missingToo = !path.every() && path.mayMiss() && clip.isEmpty() && !impliesPresence();
  }

  /** Offers what belongs to the answer; false when it gave up on the way. */
  boolean run() {
    if (path.every()) {
      forward(view.index(slice, IndexName.EVERY).cursor(NONE, NONE), tieOf(0));
      return !gaveUp;
    }
    int from = after.map(place -> place.values().get(0).rank()).orElse(0);
    if (from == 0) {
      values();
    }
    if (!over && from <= 1 && path.index().orElseThrow().kind().ofMetric()) {
      notANumber(from == 1);
    }
    if (!over && missingToo) {
      missing(from == 2);
    }
    return !gaveUp;
  }

  private void values() {
    IndexName name = path.index().orElseThrow();
    byte[] end = name.kind().ofMetric() ? IndexValue.nan() : NONE;
    IndexRange range = clipped(new IndexRange(name, NONE, end));
    if (range.empty()) {
      return;
    }
    IndexCursor cursor = view.index(slice, name).cursor(range.from(), range.to());
    Optional<byte[]> start = after.map(place -> IndexValue.of(place.values().get(0)));
    if (path.first().ascending()) {
      forward(cursor, start.map(value -> resume(value)).orElse(range.from()));
    } else {
      boolean there =
          start.isPresent() ? cursor.seekBefore(IndexValue.after(start.get())) : cursor.last();
      backward(cursor, there);
    }
  }

  private void notANumber(boolean resumed) {
    byte[] nan = IndexValue.nan();
    IndexName name = path.index().orElseThrow();
    IndexRange range = clipped(new IndexRange(name, nan, IndexValue.after(nan)));
    if (range.empty() || stopsBefore(1)) {
      return;
    }
    IndexCursor cursor = view.index(slice, name).cursor(range.from(), range.to());
    forward(cursor, resumed ? IndexEntry.join(nan, tieOf(1)) : nan);
  }

  /** What of it the filter leaves. */
  private IndexRange clipped(IndexRange range) {
    return clip.map(range::and).orElse(range);
  }

  private void missing(boolean resumed) {
    if (stopsBefore(2)) {
      return;
    }
    IndexCursor cursor = view.index(slice, IndexName.EVERY).cursor(NONE, NONE);
    boolean begun = cursor.seek(resumed ? tieOf(1) : NONE);
    for (boolean there = begun; there && !over; there = cursor.next()) {
      work.entry();
      IndexEntry entry = cursor.entry();
      if (passedOver(entry)) {
        continue;
      }
      if (path.exact()) {
        SortKey place = path.placeOfMissing(entry);
        if (top.tooEarly(place)) {
          continue;
        }
        if (top.tooLate(place)) {
          return;
        }
      }
      read(entry, true);
      if (over) {
        return;
      }
    }
  }

  /** Where to go on in the group at which the page before ended. */
  private byte[] resume(byte[] value) {
    boolean shared = after.get().values().get(0) instanceof SortValue.Text && IndexValue.cut(value);
    return shared ? value : IndexEntry.join(value, tieOf(1));
  }

  /** Where to go on within a group: only an exact order tells. */
  private byte[] tieOf(int at) {
    if (after.isEmpty() || !path.exact()) {
      return NONE;
    }
    List<SortValue> values = after.get().values();
    RunId run = new RunId(((SortValue.Text) values.get(values.size() - 1)).value());
    // An order by start_time alone has it in the first place.
    int start = values.size() == 2 ? 0 : at;
    return values.get(start) instanceof SortValue.Whole time
        ? IndexEntry.tie(time.value(), run)
        : NONE;
  }

  private void forward(IndexCursor cursor, byte[] from) {
    IndexEntry group = null;
    for (boolean there = cursor.seek(from); there && !over; there = cursor.next()) {
      IndexEntry entry = cursor.entry();
      work.entry();
      if (passedOver(entry)) {
        continue;
      }
      if (group == null || !entry.sameValue(group)) {
        group = entry;
        if (groupTooLate(entry)) {
          over = true;
          return;
        }
      }
      visit(entry);
    }
  }

  private void backward(IndexCursor cursor, boolean stands) {
    boolean there = stands;
    while (there && !over) {
      IndexEntry last = cursor.entry();
      work.entry();
      if (passedOver(last)) {
        there = cursor.previous();
        continue;
      }
      if (groupTooLate(last)) {
        over = true;
        return;
      }
      List<IndexEntry> group = new ArrayList<>();
      boolean same = true;
      while (there && same && group.size() < SMALL_GROUP) {
        group.add(cursor.entry());
        there = cursor.previous();
        same = there && cursor.entry().sameValue(last);
      }
      if (!same) {
        for (int i = group.size() - 1; i > 0 && !over; i--) {
          work.entry();
          if (!passedOver(group.get(i))) {
            visit(group.get(i));
          }
        }
        if (!over) {
          visit(last);
        }
      } else {
        there = largeGroup(cursor, last);
      }
    }
  }

  /** Walks a group forwards, and stands at the end of the one before it afterwards. */
  private boolean largeGroup(IndexCursor cursor, IndexEntry of) {
    byte[] value = of.value();
    byte[] from = value;
    if (after.isPresent() && of.compareValue(IndexValue.of(after.get().values().get(0))) == 0) {
      from = resume(value);
    }
    for (boolean there = cursor.seek(from); there && !over; there = cursor.next()) {
      IndexEntry entry = cursor.entry();
      work.entry();
      if (!entry.sameValue(of)) {
        break;
      }
      if (!passedOver(entry)) {
        visit(entry);
      }
    }
    return !over && cursor.seekBefore(value);
  }

  /** Known to fail without its document, or none may be met any more. Most entries end here. */
  private boolean passedOver(IndexEntry entry) {
    if (cost() > mostCost) {
      over = true;
      gaveUp = true;
      return true;
    }
    return among.isPresent() && !among.get().contain(entry);
  }

  private void visit(IndexEntry entry) {
    if (path.exact() && !entry.cut()) {
      SortKey place = path.placeOf(entry);
      if (top.tooEarly(place)) {
        return;
      }
      if (top.tooLate(place)) {
        over = true;
        return;
      }
    }
    read(entry, false);
  }

  /** What this search has cost so far, as the planner counts. */
  private double cost() {
    return (double) work.entries() + (double) work.documents() * Planner.LOOK_UP;
  }

  private void read(IndexEntry entry, boolean onlyMissing) {
    RunId run = entry.run();
    if (view.changed().containsKey(run) || (onlyMissing && withValue.contains(run))) {
      return;
    }
    if (missingToo && !onlyMissing && withValue.size() < MOST_REMEMBERED) {
      withValue.add(run);
    }
    work.document();
    RunDocument document = view.required(run);
    work.bytes(view.takeReadBytes());
    if (!onlyMissing || path.first().source().in(document).rank() == 2) {
      top.offer(view.stages().view(document));
    }
  }

  /** The last row stands before all that have this value. */
  private boolean groupTooLate(IndexEntry entry) {
    if (path.every() || !top.full()) {
      return false;
    }
    SortValue last = top.last().values().get(0);
    if (last.rank() > 0) {
      // Values come first; among those that are none, the sections tell.
      return false;
    }
    if (entry.sortValue().rank() > 0) {
      return true;
    }
    int order = entry.compareValue(IndexValue.of(last));
    return path.first().ascending() ? order > 0 : order < 0;
  }

  private boolean stopsBefore(int rank) {
    return top.full() && top.last().values().get(0).rank() < rank;
  }

  /** The filter leaves out runs that lack the first key. */
  private boolean impliesPresence() {
    IndexName name = path.index().orElseThrow();
    for (RunPredicate term : Planner.terms(top.query().predicate())) {
      Optional<List<IndexRange>> ranges = term.match(Ranges.OF);
      if (ranges.isPresent() && ranges.get().stream().allMatch(r -> r.index().equals(name))) {
        return true;
      }
    }
    return false;
  }
}
