package dev.kiseki.processor.search;

import dev.kiseki.store.index.IndexSlice;
import java.util.List;
import java.util.Optional;

/**
 * How one slice is searched.
 *
 * @param stretches what conditions say about where matching runs stand, the narrowest first: each
 *     holds all of them. {@link Path#RANGES} reads the first, {@link Path#INTERSECT} what stands in
 *     all, and an ordered scan that meets too few rows falls back to them
 * @param clip the part of the order's index in which all matching runs stand
 * @param among stretches whose runs an ordered scan knows beforehand: it tests no others. Together
 *     they hold all matching runs
 * @param mostCost an ordered scan that has cost more gives up; see {@link Planner#LOOK_UP}
 */
record Plan(
    IndexSlice slice,
    Path path,
    List<Stretch> stretches,
    Optional<IndexRange> clip,
    List<Stretch> among,
    double mostCost,
    Estimate estimate) {

  enum Path {
    /** Along the index of the order's first key, until enough rows matched. */
    ORDERED,
    /** All runs that stand in some stretches of an index. */
    RANGES,
    /** All runs that stand in stretches of several indexes at once. */
    INTERSECT,
    /** Every run of the slice, by its index. */
    EVERY,
    /** All runs of the partition, one after the other as they lie. */
    SCAN
  }

  /**
   * Where the runs stand that a condition can hold for.
   *
   * @param ranges none when it can hold for no run
   * @param entries how many that are, roughly
   * @param passing the share of them that their entries alone let pass
   */
  record Stretch(List<IndexRange> ranges, long entries, double passing) {}

  /**
   * What the choice was made from.
   *
   * @param runs in the slice; 0 when nothing had to be counted
   * @param share of them that pass, conditions taken to be independent
   * @param alongOrder entries to be met along the order; infinite when no index has it
   */
  record Estimate(long runs, double share, double alongOrder) {}
}
