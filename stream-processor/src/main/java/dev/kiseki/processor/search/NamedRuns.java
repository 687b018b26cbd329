package dev.kiseki.processor.search;

import dev.kiseki.store.scan.RunPredicate;
import dev.kiseki.store.scan.TextAttribute;
import dev.kiseki.store.scan.TextOf;
import dev.kiseki.store.scan.TextTest;
import java.util.Optional;
import java.util.Set;

/** Finds the filter that names its runs: {@code attributes.run_id = '..'} or {@code IN (..)}. */
final class NamedRuns {
  private static final TextOf RUN_ID = new TextOf.Attribute(TextAttribute.RUN_ID);

  private NamedRuns() {}

  /** Ids among which every matching run is; empty when the filter names none. */
  static Optional<Set<String>> in(RunPredicate predicate) {
    for (RunPredicate term : Planner.terms(predicate)) {
      if (term instanceof RunPredicate.TextMatch match && match.source().equals(RUN_ID)) {
        if (match.test() instanceof TextTest.Equal equal) {
          return Optional.of(Set.of(equal.text()));
        }
        if (match.test() instanceof TextTest.OneOf oneOf) {
          return Optional.of(oneOf.members());
        }
      }
    }
    return Optional.empty();
  }
}
