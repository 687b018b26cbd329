package dev.kiseki.store.scan;

import dev.kiseki.store.document.ModelPart;
import dev.kiseki.store.document.ModelPart.ModelPoint;
import dev.kiseki.store.document.RunDocument;
import java.util.List;
import java.util.Optional;

/**
 * Some point of a logged model passes all tests (MLflow 3.17.2, {@code
 * _apply_filter_string_datasets_search_logged_models}). Runs have no points of this kind, so none
 * passes.
 *
 * @param key of the metric; empty = of any
 * @param tests one and the same point must pass all; none = any value
 * @param datasets the point must have been logged with one of them; none = with any or without
 */
public record PointMatch(Optional<String> key, List<ValueTest> tests, List<Dataset> datasets)
    implements RunPredicate {
  public PointMatch {
    tests = List.copyOf(tests);
    datasets = List.copyOf(datasets);
  }

  /**
   * Compares a point's value as {@link RunPredicate.MetricCompare} does: NaN satisfies {@code !=}
   * only.
   *
   * @param value may be infinite, never NaN
   */
  public record ValueTest(Comparison comparison, double value) {
    public ValueTest {
      if (Double.isNaN(value)) {
        throw new IllegalArgumentException("a filter can't name NaN");
      }
    }

    boolean holds(double point) {
      return MetricCompare.holds(comparison, point, value);
    }
  }

  /**
   * @param digest empty = any
   */
  public record Dataset(String name, Optional<String> digest) {
    boolean of(ModelPoint point) {
      return name.equals(point.datasetName())
          && (digest.isEmpty() || digest.get().equals(point.datasetDigest()));
    }
  }

  @Override
  public boolean test(RunDocument run) {
    for (ModelPoint point : run.model().map(ModelPart::points).orElse(List.of())) {
      if (passes(point)) {
        return true;
      }
    }
    return false;
  }

  private boolean passes(ModelPoint point) {
    if (key.isPresent() && !key.get().equals(point.key())) {
      return false;
    }
    for (ValueTest test : tests) {
      if (!test.holds(point.value())) {
        return false;
      }
    }
    return datasets.isEmpty() || datasets.stream().anyMatch(dataset -> dataset.of(point));
  }

  @Override
  public <R> R match(Cases<R> cases) {
    return cases.point(this);
  }
}
