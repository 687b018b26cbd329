package dev.kiseki.store.scan;

import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.store.document.RunView;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A run search, bound and checked.
 *
 * @param experiments runs of others are not seen; none = no run at all
 * @param order without the tie-break; see {@link RunOrder}
 * @param after rows strictly after this place only
 */
public record RunQuery(
    Set<ExperimentId> experiments,
    ViewType view,
    RunPredicate predicate,
    List<OrderKey> order,
    Optional<SortKey> after) {
  public RunQuery {
    experiments = Set.copyOf(experiments);
    order = List.copyOf(order);
    if (after.isPresent() && !RunOrder.of(order).accepts(after.get())) {
      throw new IllegalArgumentException("the position is not one of this order");
    }
  }

  /** Whether a run is in the answer, wherever it stands in it. */
  public boolean matches(RunView view) {
    return this.view.includes(view.stage())
        && experiments.contains(view.run().experiment())
        && predicate.test(view.run());
  }

  /** The same search, to go on after a place. */
  public RunQuery after(SortKey position) {
    return new RunQuery(experiments, view, predicate, order, Optional.of(position));
  }
}
