package dev.kiseki.query.gather;

import dev.kiseki.store.scan.RunQuery;
import java.util.List;

/** Asks the owners of all partitions for the first rows of a query. */
public interface ShardScanner {
  /**
   * The rows of each owner asked; together they cover every partition exactly once. Each stage, and
   * each batch after it, completes within the implementation's deadline, with
   * TEMPORARILY_UNAVAILABLE when nobody answers who has everything that was acknowledged before the
   * call. May throw the same at once.
   *
   * @param limit most rows of each stream, at least 1; all in the order of {@link
   *     dev.kiseki.store.scan.RunOrder} and after the query's position
   */
  List<ShardRows> scan(RunQuery query, int limit);
}
