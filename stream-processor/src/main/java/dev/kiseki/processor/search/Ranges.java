package dev.kiseki.processor.search;

import dev.kiseki.store.index.IndexName;
import dev.kiseki.store.index.IndexValue;
import dev.kiseki.store.scan.Comparison;
import dev.kiseki.store.scan.MetricAggregate;
import dev.kiseki.store.scan.PointMatch;
import dev.kiseki.store.scan.RunPredicate;
import dev.kiseki.store.scan.TextOf;
import dev.kiseki.store.scan.TextTest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which stretches of which index hold every run that a predicate can hold for; empty when no index
 * narrows it. What stands there may fail the predicate all the same, and of an OR it may stand
 * there twice.
 */
final class Ranges implements RunPredicate.Cases<Optional<List<IndexRange>>> {
  static final Ranges OF = new Ranges();

  /** Looking at more of them would cost more than it saves. */
  private static final int MOST_RANGES = 100;

  private Ranges() {}

  @Override
  public Optional<List<IndexRange>> allOf(RunPredicate.AllOf allOf) {
    // Any of them will do; the planner looks at each where it can choose.
    return allOf.terms().stream()
        .map(term -> term.match(this))
        .flatMap(Optional::stream)
        .findFirst();
  }

  @Override
  public Optional<List<IndexRange>> anyOf(RunPredicate.AnyOf anyOf) {
    List<IndexRange> all = new ArrayList<>();
    for (RunPredicate term : anyOf.terms()) {
      Optional<List<IndexRange>> ranges = term.match(this);
      if (ranges.isEmpty() || all.size() + ranges.get().size() > MOST_RANGES) {
        return Optional.empty();
      }
      all.addAll(ranges.get());
    }
    return Optional.of(all);
  }

  @Override
  public Optional<List<IndexRange>> not(RunPredicate.Not not) {
    return Optional.empty();
  }

  @Override
  public Optional<List<IndexRange>> metric(RunPredicate.MetricCompare compare) {
    Optional<IndexName> index = IndexName.metric(compare.key(), compare.of());
    if (index.isEmpty()) {
      // A run without the metric has none of its aggregates.
      return Optional.of(List.of(IndexRange.all(IndexName.metric(compare.key()))));
    }
    return within(
        index.get(),
        compare.comparison(),
        IndexValue.number(compare.value()),
        IndexValue.number(Double.NEGATIVE_INFINITY),
        IndexValue.nan());
  }

  @Override
  public Optional<List<IndexRange>> time(RunPredicate.TimeCompare compare) {
    Comparison comparison = compare.comparison();
    if (compare.fraction()) {
      // The literal lies between two times: at or above it is above the lower one.
      comparison =
          switch (comparison) {
            case GREATER_OR_EQUAL -> Comparison.GREATER;
            case LESS -> Comparison.LESS_OR_EQUAL;
            case EQUAL, NOT_EQUAL, GREATER, LESS_OR_EQUAL -> comparison;
          };
    }
    return within(
        IndexName.time(compare.attribute()),
        comparison,
        IndexValue.whole(compare.whole()),
        new byte[0],
        new byte[0]);
  }

  private static Optional<List<IndexRange>> within(
      IndexName index, Comparison comparison, byte[] value, byte[] first, byte[] end) {
    byte[] above = IndexValue.after(value);
    return switch (comparison) {
      case EQUAL -> one(new IndexRange(index, value, above));
      case GREATER -> one(new IndexRange(index, above, end));
      case GREATER_OR_EQUAL -> one(new IndexRange(index, value, end));
      case LESS -> one(new IndexRange(index, first, value));
      case LESS_OR_EQUAL -> one(new IndexRange(index, first, above));
      case NOT_EQUAL -> Optional.empty();
    };
  }

  @Override
  public Optional<List<IndexRange>> text(RunPredicate.TextMatch match) {
    return IndexName.text(match.source()).flatMap(index -> match.test().match(new OfText(index)));
  }

  @Override
  public Optional<List<IndexRange>> presence(RunPredicate.Presence presence) {
    // Attributes are always there.
    return presence.present() && !(presence.source() instanceof TextOf.Attribute)
        ? IndexName.text(presence.source()).map(index -> List.of(IndexRange.all(index)))
        : Optional.empty();
  }

  @Override
  public Optional<List<IndexRange>> metricPresence(RunPredicate.MetricPresence presence) {
    return presence.present()
        ? Optional.of(List.of(IndexRange.all(IndexName.metric(presence.key()))))
        : Optional.empty();
  }

  @Override
  public Optional<List<IndexRange>> timePresence(RunPredicate.TimePresence presence) {
    return presence.present()
        ? Optional.of(List.of(IndexRange.all(IndexName.time(presence.attribute()))))
        : Optional.empty();
  }

  /**
   * A curve holds all points, so its ends tell what some point can pass; which one, and of which
   * data set, only the document does.
   */
  @Override
  public Optional<List<IndexRange>> point(PointMatch match) {
    if (match.key().isEmpty()) {
      return Optional.empty();
    }
    String key = match.key().get();
    for (PointMatch.ValueTest test : match.tests()) {
      MetricAggregate end =
          switch (test.comparison()) {
            case GREATER, GREATER_OR_EQUAL -> MetricAggregate.MAX;
            case LESS, LESS_OR_EQUAL, EQUAL, NOT_EQUAL -> MetricAggregate.MIN;
          };
      Comparison comparison =
          test.comparison() == Comparison.EQUAL ? Comparison.LESS_OR_EQUAL : test.comparison();
      Optional<List<IndexRange>> ranges =
          metric(new RunPredicate.MetricCompare(key, end, comparison, test.value()));
      if (ranges.isPresent()) {
        return ranges;
      }
    }
    return one(IndexRange.all(IndexName.metric(key)));
  }

  @Override
  public Optional<List<IndexRange>> dataset(RunPredicate.DatasetMatch match) {
    // A run stands there once for each of its data sets, so entries say nothing of other terms.
    return match.test().match(new OfText(IndexName.dataset(match.field())));
  }

  private static Optional<List<IndexRange>> one(IndexRange range) {
    return Optional.of(range.empty() ? List.of() : List.of(range));
  }

  private record OfText(IndexName index) implements TextTest.Cases<Optional<List<IndexRange>>> {
    @Override
    public Optional<List<IndexRange>> equal(TextTest.Equal equal) {
      return Optional.of(List.of(IndexRange.only(index, IndexValue.text(equal.text()))));
    }

    @Override
    public Optional<List<IndexRange>> notEqual(TextTest.NotEqual notEqual) {
      return anywhere();
    }

    /** Runs that have a text at all: entries tell which of them pass. */
    private Optional<List<IndexRange>> anywhere() {
      return one(IndexRange.all(index));
    }

    @Override
    public Optional<List<IndexRange>> like(TextTest.Like like) {
      int end = 0;
      while (end < like.pattern().length() && "%_".indexOf(like.pattern().charAt(end)) < 0) {
        end++;
      }
      if (like.ignoreCase() || end == 0) {
        return anywhere();
      }
      byte[] beginning = IndexValue.textPrefix(like.pattern().substring(0, end));
      return Optional.of(List.of(IndexRange.only(index, beginning)));
    }

    @Override
    public Optional<List<IndexRange>> oneOf(TextTest.OneOf oneOf) {
      if (oneOf.members().size() > MOST_RANGES) {
        return Optional.empty();
      }
      // Long texts may share a place, and must not be read twice.
      Set<byte[]> places = new TreeSet<>(Arrays::compareUnsigned);
      oneOf.members().forEach(member -> places.add(IndexValue.text(member)));
      return Optional.of(places.stream().map(place -> IndexRange.only(index, place)).toList());
    }

    @Override
    public Optional<List<IndexRange>> between(TextTest.Between between) {
      return between.inside()
          ? one(
              new IndexRange(
                  index,
                  IndexValue.text(between.low()),
                  IndexValue.after(IndexValue.text(between.high()))))
          : anywhere();
    }

    @Override
    public Optional<List<IndexRange>> noneOf(TextTest.NoneOf noneOf) {
      return anywhere();
    }
  }
}
