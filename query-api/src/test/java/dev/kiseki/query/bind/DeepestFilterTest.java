package dev.kiseki.query.bind;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.query.filter.FilterParser;
import dev.kiseki.query.filter.Grammar;
import dev.kiseki.store.scan.RunPredicate;
import dev.kiseki.store.scan.RunQuery;
import dev.kiseki.store.scan.RunQueryCodec;
import dev.kiseki.store.scan.ViewType;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever the parser lets pass, a shard must be able to read. */
class DeepestFilterTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "(            | AND tags.b = 'x' OR tags.c = 'y') | 64",
        "(tags.b = 'x' AND tags.c = 'y' OR | ) | 64",
        "NOT ( | AND tags.b = 'x' OR tags.c = 'y') | 32",
        "NOT  | ~~ | 64",
      })
  void travelsToTheShards(String before, String after, int times) {
    String filter =
        (before + " ").repeat(times)
            + "metrics.a > 1"
            + (" " + after).repeat(times).stripTrailing();
    RunPredicate predicate = RunBinder.predicate(FilterParser.parse(filter, Grammar.RUNS), 0);
    RunQuery query = new RunQuery(Set.of(), ViewType.ALL, predicate, List.of(), Optional.empty());

    assertThat(RunQueryCodec.decode(RunQueryCodec.encode(query))).isEqualTo(query);
  }
}
