package dev.kiseki.processor.local;

import dev.kiseki.store.document.RunDocumentCodec;
import dev.kiseki.store.index.RunEntries;
import dev.kiseki.store.key.StoreFamily;

/**
 * Compares the indexes with the documents, as of one commit.
 *
 * @param missing keys that a document should have and that are not there
 * @param dangling keys that no document has
 */
public record IndexCheck(long runs, long missing, long dangling) {
  public boolean clean() {
    return missing == 0 && dangling == 0;
  }

  /** Reads everything: each run once, each key of the indexes twice. Nothing may be written. */
  static IndexCheck of(Families families) {
    long[] runs = {0};
    long[] missing = {0};
    long[] expected = {0};
    families.scan(
        StoreFamily.RUNS,
        new byte[0],
        (key, value) -> {
          runs[0]++;
          RunEntries.of(
              RunDocumentCodec.decode(value),
              entry -> {
                expected[0]++;
                if (families.get(StoreFamily.INDEX, entry) == null) {
                  missing[0]++;
                }
              });
          return true;
        });
    long[] found = {0};
    families.scan(StoreFamily.INDEX, new byte[0], (key, value) -> ++found[0] > 0);
    // Every key that should be there is there or counted as missing; what is more is dangling.
    return new IndexCheck(runs[0], missing[0], found[0] - (expected[0] - missing[0]));
  }
}
