package dev.kiseki.store.scan;

import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.store.document.DocumentKind;
import dev.kiseki.store.document.RunView;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A search of runs, or of logged models, bound and checked.
 *
 * @param kind documents of the other kind are not seen
 * @param experiments runs of others are not seen; none = no run at all
 * @param order without the tie-break; see {@link RunOrder}
 * @param after rows strictly after this place only
 */
public record RunQuery(
    DocumentKind kind,
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

  /** Of runs. */
  public RunQuery(
      Set<ExperimentId> experiments,
      ViewType view,
      RunPredicate predicate,
      List<OrderKey> order,
      Optional<SortKey> after) {
    this(DocumentKind.RUN, experiments, view, predicate, order, after);
  }

  /** Whether a run is in the answer, wherever it stands in it. */
  public boolean matches(RunView view) {
    return view.run().kind() == kind
        && this.view.includes(view.stage())
        && experiments.contains(view.run().experiment())
        && predicate.test(view.run());
  }

  /** The same search, to go on after a place. */
  public RunQuery after(SortKey position) {
    return new RunQuery(kind, experiments, view, predicate, order, Optional.of(position));
  }
}
