package dev.kiseki.query.bind;

import dev.kiseki.event.catalog.Experiment;
import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.store.scan.Comparison;
import dev.kiseki.store.scan.TextTest;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A bound filter on experiments. It holds or does not; a missing tag fails every test but {@link
 * TagPresence}, and {@link Not} turns round whatever its term says.
 */
public sealed interface ExperimentPredicate {
  boolean test(Experiment experiment);

  record AllOf(List<ExperimentPredicate> terms) implements ExperimentPredicate {
    public AllOf {
      terms = List.copyOf(terms);
    }

    @Override
    public boolean test(Experiment experiment) {
      return terms.stream().allMatch(term -> term.test(experiment));
    }
  }

  /** Holds when one of its terms does; without terms for none. */
  record AnyOf(List<ExperimentPredicate> terms) implements ExperimentPredicate {
    public AnyOf {
      terms = List.copyOf(terms);
    }

    @Override
    public boolean test(Experiment experiment) {
      return terms.stream().anyMatch(term -> term.test(experiment));
    }
  }

  /** Holds exactly when its term does not. */
  record Not(ExperimentPredicate term) implements ExperimentPredicate {
    @Override
    public boolean test(Experiment experiment) {
      return !term.test(experiment);
    }
  }

  /** Whether the id is among the given ones, or is not. */
  record IdAmong(Set<ExperimentId> ids, boolean wanted) implements ExperimentPredicate {
    public IdAmong {
      ids = Set.copyOf(ids);
    }

    @Override
    public boolean test(Experiment experiment) {
      return ids.contains(experiment.id()) == wanted;
    }
  }

  record NameMatch(TextTest test) implements ExperimentPredicate {
    @Override
    public boolean test(Experiment experiment) {
      return test.holds(experiment.name());
    }
  }

  /**
   * @param whole the literal's floor, kept within a long
   * @param above whether the literal is above every long
   */
  record TimeCompare(ExperimentField field, Comparison comparison, long whole, boolean above)
      implements ExperimentPredicate {
    @Override
    public boolean test(Experiment experiment) {
      return comparison.holds(above ? -1 : Long.compare(field.time(experiment), whole));
    }
  }

  record TagMatch(String key, TextTest test) implements ExperimentPredicate {
    @Override
    public boolean test(Experiment experiment) {
      Optional<String> value = experiment.tags().get(key);
      return value.isPresent() && test.holds(value.get());
    }
  }

  record TagPresence(String key, boolean present) implements ExperimentPredicate {
    @Override
    public boolean test(Experiment experiment) {
      return experiment.tags().containsKey(key) == present;
    }
  }
}
