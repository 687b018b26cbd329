package dev.kiseki.store.scan;

import dev.kiseki.event.id.RunId;
import dev.kiseki.store.document.RunView;
import java.util.Comparator;
import java.util.List;

/**
 * The first rows of a query out of a stream of runs in any order. Keeps sort keys and ids only, of
 * at most {@code limit} runs; the caller reads the documents again when it sends them.
 */
public final class RunSelection {
  private final RunQuery query;
  private final RunOrder order;
  private final BoundedSelection<Chosen> chosen;

  /** A run that is in the answer. */
  public record Chosen(RunId run, SortKey key) {}

  /**
   * @param limit most rows, at least 1
   */
  public RunSelection(RunQuery query, int limit) {
    this.query = query;
    this.order = RunOrder.of(query.order());
    this.chosen =
        new BoundedSelection<>(limit, Comparator.comparing(Chosen::key, order.comparator()));
  }

  /** Takes the run when it matches, stands after the query's position and is among the first. */
  public void offer(RunView view) {
    if (!query.matches(view)) {
      return;
    }
    SortKey key = order.keyOf(view.run());
    if (query.after().isPresent() && order.comparator().compare(key, query.after().get()) <= 0) {
      return;
    }
    chosen.offer(new Chosen(view.run().id(), key));
  }

  /** The rows in order. */
  public List<Chosen> rows() {
    return chosen.sorted();
  }
}
