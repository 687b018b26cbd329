package dev.kiseki.store.scan;

import dev.kiseki.store.document.DatasetUse;
import dev.kiseki.store.document.RunDocument;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A bound filter. It holds for a run or does not; there is no third answer. A run that lacks what a
 * test asks for fails it, the negated tests ({@code !=}, NONE OF) too; only {@link Presence},
 * {@link MetricPresence} and {@link TimePresence} ask for the lack itself, and {@link Not} turns
 * round whatever its term says.
 */
public sealed interface RunPredicate
    permits RunPredicate.AllOf,
        RunPredicate.AnyOf,
        RunPredicate.Not,
        RunPredicate.MetricCompare,
        RunPredicate.TimeCompare,
        RunPredicate.TextMatch,
        RunPredicate.Presence,
        RunPredicate.MetricPresence,
        RunPredicate.TimePresence,
        RunPredicate.DatasetMatch,
        PointMatch {
  /** How many {@link AllOf}, {@link AnyOf} and {@link Not} may stand inside each other. */
  int MOST_LEVELS = 160;

  /** Holds for every run. */
  static RunPredicate anything() {
    return new AllOf(List.of());
  }

  boolean test(RunDocument run);

  <R> R match(Cases<R> cases);

  /** One method a case and no fallback. */
  interface Cases<R> {
    R allOf(AllOf allOf);

    R metric(MetricCompare compare);

    R time(TimeCompare compare);

    R text(TextMatch match);

    R presence(Presence presence);

    R dataset(DatasetMatch match);

    R anyOf(AnyOf anyOf);

    R not(Not not);

    R metricPresence(MetricPresence presence);

    R timePresence(TimePresence presence);

    R point(PointMatch match);
  }

  record AllOf(List<RunPredicate> terms) implements RunPredicate {
    public AllOf {
      terms = List.copyOf(terms);
    }

    @Override
    public boolean test(RunDocument run) {
      for (RunPredicate term : terms) {
        if (!term.test(run)) {
          return false;
        }
      }
      return true;
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.allOf(this);
    }
  }

  /** Holds when one of its terms does; without terms for no run. */
  record AnyOf(List<RunPredicate> terms) implements RunPredicate {
    public AnyOf {
      terms = List.copyOf(terms);
    }

    @Override
    public boolean test(RunDocument run) {
      for (RunPredicate term : terms) {
        if (term.test(run)) {
          return true;
        }
      }
      return false;
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.anyOf(this);
    }
  }

  /** Holds exactly when its term does not, so also for a run that lacks what the term asks for. */
  record Not(RunPredicate term) implements RunPredicate {
    @Override
    public boolean test(RunDocument run) {
      return !term.test(run);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.not(this);
    }
  }

  /**
   * Compares a metric's latest value, or another number of all its points. MLflow 3.17.2 ({@code
   * _get_sqlalchemy_filter_clauses}): NaN satisfies {@code !=} and nothing else; infinities are the
   * largest doubles.
   *
   * @param value may be infinite ({@code 1e400}), never NaN
   */
  record MetricCompare(String key, MetricAggregate of, Comparison comparison, double value)
      implements RunPredicate {
    public MetricCompare {
      if (Double.isNaN(value)) {
        throw new IllegalArgumentException("a filter can't name NaN");
      }
    }

    /** Compares the latest value. */
    public MetricCompare(String key, Comparison comparison, double value) {
      this(key, MetricAggregate.LAST, comparison, value);
    }

    @Override
    public boolean test(RunDocument run) {
      OptionalDouble found = of.in(run, key);
      if (found.isEmpty()) {
        return false;
      }
      return holds(comparison, found.getAsDouble(), value);
    }

    static boolean holds(Comparison comparison, double stored, double value) {
      double number = SortValue.finite(stored);
      if (Double.isNaN(number)) {
        return comparison == Comparison.NOT_EQUAL;
      }
      // Not Double.compare: -0.0 equals 0.0 here.
      return comparison.holds(number < value ? -1 : number > value ? 1 : 0);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.metric(this);
    }
  }

  /**
   * Compares a time with a literal that may have a fraction.
   *
   * @param whole the literal's floor, kept within a long
   * @param fraction whether the literal lies above {@code whole}, and so equals no time
   */
  record TimeCompare(TimeAttribute attribute, Comparison comparison, long whole, boolean fraction)
      implements RunPredicate {
    @Override
    public boolean test(RunDocument run) {
      OptionalLong time = attribute.of(run);
      if (time.isEmpty()) {
        return false;
      }
      int order = Long.compare(time.getAsLong(), whole);
      return comparison.holds(order == 0 && fraction ? -1 : order);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.time(this);
    }
  }

  record TextMatch(TextOf source, TextTest test) implements RunPredicate {
    @Override
    public boolean test(RunDocument run) {
      Optional<String> text = source.in(run);
      return text.isPresent() && test.holds(text.get());
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.text(this);
    }
  }

  /** IS NOT NULL, or IS NULL when it is to be absent. */
  record Presence(TextOf source, boolean present) implements RunPredicate {
    @Override
    public boolean test(RunDocument run) {
      return source.in(run).isPresent() == present;
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.presence(this);
    }
  }

  /** Whether a metric was ever logged, and so has all its aggregates; NaN is a value. */
  record MetricPresence(String key, boolean present) implements RunPredicate {
    @Override
    public boolean test(RunDocument run) {
      return run.metrics().containsKey(key) == present;
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.metricPresence(this);
    }
  }

  /** Whether the run has the time. */
  record TimePresence(TimeAttribute attribute, boolean present) implements RunPredicate {
    @Override
    public boolean test(RunDocument run) {
      return attribute.of(run).isPresent() == present;
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.timePresence(this);
    }
  }

  /** Some data set of the run passes the test; another test may be passed by another one. */
  record DatasetMatch(DatasetField field, TextTest test) implements RunPredicate {
    @Override
    public boolean test(RunDocument run) {
      for (DatasetUse use : run.links().datasets()) {
        Optional<String> text = field.of(use);
        if (text.isPresent() && test.holds(text.get())) {
          return true;
        }
      }
      return false;
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.dataset(this);
    }
  }
}
