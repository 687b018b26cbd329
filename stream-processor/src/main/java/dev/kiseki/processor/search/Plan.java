package dev.kiseki.processor.search;

import dev.kiseki.store.index.IndexSlice;
import java.util.List;

/**
 * How one slice is searched.
 *
 * @param ranges stretches to read for {@link Path#RANGES}, and to fall back to when an ordered scan
 *     meets too few rows; may be empty: then no run can match
 * @param mostDocuments an ordered scan that has read more gives up, if there are ranges to read
 *     instead
 */
record Plan(IndexSlice slice, Path path, List<IndexRange> ranges, long mostDocuments, String why) {

  enum Path {
    /** Along the index of the order's first key, until enough rows matched. */
    ORDERED,
    /** All runs that stand in some stretches of an index. */
    RANGES,
    /** Every run of the slice, by its index. */
    EVERY,
    /** All runs of the partition, one after the other as they lie. */
    SCAN
  }
}
