package dev.kiseki.store.scan;

import dev.kiseki.store.scan.proto.AggregateCompare;
import dev.kiseki.store.scan.proto.AggregateOf;
import dev.kiseki.store.scan.proto.AllOf;
import dev.kiseki.store.scan.proto.AnyOf;
import dev.kiseki.store.scan.proto.Condition;
import dev.kiseki.store.scan.proto.DatasetMatch;
import dev.kiseki.store.scan.proto.MetricCompare;
import dev.kiseki.store.scan.proto.MetricPresence;
import dev.kiseki.store.scan.proto.Presence;
import dev.kiseki.store.scan.proto.TextCondition;
import dev.kiseki.store.scan.proto.TextMatch;
import dev.kiseki.store.scan.proto.TextRange;
import dev.kiseki.store.scan.proto.TextSet;
import dev.kiseki.store.scan.proto.TextSource;
import dev.kiseki.store.scan.proto.TimeCompare;
import dev.kiseki.store.scan.proto.TimePresence;
import java.util.List;
import java.util.Set;

/** Predicates and their parts to the messages of {@code kiseki-scan.proto} and back. */
final class PredicateCodec {
  private PredicateCodec() {}

  static Condition toProto(RunPredicate predicate) {
    return predicate.match(ToCondition.INSTANCE);
  }

  /**
   * @throws UnreadableQueryException also when more than {@link RunPredicate#MOST_LEVELS} stand
   *     inside each other: a test walks down them, and the thread's stack must last
   */
  static RunPredicate fromProto(Condition condition) {
    return fromProto(condition, RunPredicate.MOST_LEVELS);
  }

  private static RunPredicate fromProto(Condition condition, int levels) {
    if (levels < 0) {
      throw new UnreadableQueryException(
          "conditions more than " + RunPredicate.MOST_LEVELS + " levels deep");
    }
    return switch (condition.getKindCase()) {
      case ALL_OF ->
          new RunPredicate.AllOf(fromProto(condition.getAllOf().getConditionsList(), levels - 1));
      case ANY_OF ->
          new RunPredicate.AnyOf(fromProto(condition.getAnyOf().getConditionsList(), levels - 1));
      case NOT -> new RunPredicate.Not(fromProto(condition.getNot(), levels - 1));
      case METRIC -> {
        MetricCompare metric = condition.getMetric();
        yield new RunPredicate.MetricCompare(
            metric.getKey(), Comparison.ofNumber(metric.getComparison()), metric.getValue());
      }
      case AGGREGATE -> {
        AggregateCompare compare = condition.getAggregate();
        yield new RunPredicate.MetricCompare(
            compare.getOf().getMetric(),
            MetricAggregate.ofNumber(compare.getOf().getAggregate()),
            Comparison.ofNumber(compare.getComparison()),
            compare.getValue());
      }
      case TIME -> {
        TimeCompare time = condition.getTime();
        yield new RunPredicate.TimeCompare(
            TimeAttribute.ofNumber(time.getAttribute()),
            Comparison.ofNumber(time.getComparison()),
            time.getWhole(),
            time.getFraction());
      }
      case TEXT ->
          new RunPredicate.TextMatch(
              fromProto(condition.getText().getSource()), fromProto(condition.getText().getTest()));
      case PRESENCE ->
          new RunPredicate.Presence(
              fromProto(condition.getPresence().getSource()), condition.getPresence().getPresent());
      case DATASET ->
          new RunPredicate.DatasetMatch(
              DatasetField.ofNumber(condition.getDataset().getField()),
              fromProto(condition.getDataset().getTest()));
      case METRIC_PRESENCE ->
          new RunPredicate.MetricPresence(
              condition.getMetricPresence().getKey(), condition.getMetricPresence().getPresent());
      case TIME_PRESENCE ->
          new RunPredicate.TimePresence(
              TimeAttribute.ofNumber(condition.getTimePresence().getAttribute()),
              condition.getTimePresence().getPresent());
      case POINT -> PointCodec.fromProto(condition.getPoint());
      case KIND_NOT_SET -> throw new UnreadableQueryException("a condition of an unknown kind");
    };
  }

  private static List<RunPredicate> fromProto(List<Condition> conditions, int levels) {
    return conditions.stream().map(condition -> fromProto(condition, levels)).toList();
  }

  static AggregateOf toProto(String metric, MetricAggregate aggregate) {
    return AggregateOf.newBuilder().setMetric(metric).setAggregate(aggregate.number()).build();
  }

  static TextSource toProto(TextOf source) {
    var text = TextSource.newBuilder();
    return source
        .match(
            new TextOf.Cases<TextSource.Builder>() {
              @Override
              public TextSource.Builder param(TextOf.Param param) {
                return text.setParam(param.key());
              }

              @Override
              public TextSource.Builder tag(TextOf.Tag tag) {
                return text.setTag(tag.key());
              }

              @Override
              public TextSource.Builder attribute(TextOf.Attribute attribute) {
                return text.setAttribute(attribute.attribute().number());
              }
            })
        .build();
  }

  static TextOf fromProto(TextSource source) {
    return switch (source.getKindCase()) {
      case PARAM -> new TextOf.Param(source.getParam());
      case TAG -> new TextOf.Tag(source.getTag());
      case ATTRIBUTE -> new TextOf.Attribute(TextAttribute.ofNumber(source.getAttribute()));
      case KIND_NOT_SET -> throw new UnreadableQueryException("a text of an unknown kind");
    };
  }

  private static TextTest fromProto(TextCondition test) {
    return switch (test.getKindCase()) {
      case EQUAL -> new TextTest.Equal(test.getEqual());
      case NOT_EQUAL -> new TextTest.NotEqual(test.getNotEqual());
      case LIKE -> new TextTest.Like(test.getLike(), false);
      case ILIKE -> new TextTest.Like(test.getIlike(), true);
      case ONE_OF -> new TextTest.OneOf(Set.copyOf(test.getOneOf().getMembersList()));
      case NONE_OF -> new TextTest.NoneOf(Set.copyOf(test.getNoneOf().getMembersList()));
      case BETWEEN ->
          new TextTest.Between(test.getBetween().getLow(), test.getBetween().getHigh(), true);
      case OUTSIDE ->
          new TextTest.Between(test.getOutside().getLow(), test.getOutside().getHigh(), false);
      case KIND_NOT_SET -> throw new UnreadableQueryException("a text test of an unknown kind");
    };
  }

  private static TextCondition toProto(TextTest test) {
    return test.match(ToTextTest.INSTANCE);
  }

  private enum ToTextTest implements TextTest.Cases<TextCondition> {
    INSTANCE;

    private static TextCondition.Builder builder() {
      return TextCondition.newBuilder();
    }

    @Override
    public TextCondition equal(TextTest.Equal equal) {
      return builder().setEqual(equal.text()).build();
    }

    @Override
    public TextCondition notEqual(TextTest.NotEqual notEqual) {
      return builder().setNotEqual(notEqual.text()).build();
    }

    @Override
    public TextCondition like(TextTest.Like like) {
      return like.ignoreCase()
          ? builder().setIlike(like.pattern()).build()
          : builder().setLike(like.pattern()).build();
    }

    @Override
    public TextCondition oneOf(TextTest.OneOf oneOf) {
      return builder().setOneOf(set(oneOf.members())).build();
    }

    @Override
    public TextCondition noneOf(TextTest.NoneOf noneOf) {
      return builder().setNoneOf(set(noneOf.members())).build();
    }

    @Override
    public TextCondition between(TextTest.Between between) {
      TextRange.Builder range =
          TextRange.newBuilder().setLow(between.low()).setHigh(between.high());
      return between.inside()
          ? builder().setBetween(range).build()
          : builder().setOutside(range).build();
    }

    private static TextSet set(Set<String> members) {
      return TextSet.newBuilder().addAllMembers(members.stream().sorted().toList()).build();
    }
  }

  private enum ToCondition implements RunPredicate.Cases<Condition> {
    INSTANCE;

    @Override
    public Condition allOf(RunPredicate.AllOf allOf) {
      AllOf.Builder all = AllOf.newBuilder();
      allOf.terms().forEach(term -> all.addConditions(toProto(term)));
      return Condition.newBuilder().setAllOf(all).build();
    }

    @Override
    public Condition anyOf(RunPredicate.AnyOf anyOf) {
      AnyOf.Builder any = AnyOf.newBuilder();
      anyOf.terms().forEach(term -> any.addConditions(toProto(term)));
      return Condition.newBuilder().setAnyOf(any).build();
    }

    @Override
    public Condition not(RunPredicate.Not not) {
      return Condition.newBuilder().setNot(toProto(not.term())).build();
    }

    @Override
    public Condition metricPresence(RunPredicate.MetricPresence presence) {
      MetricPresence.Builder metric =
          MetricPresence.newBuilder().setKey(presence.key()).setPresent(presence.present());
      return Condition.newBuilder().setMetricPresence(metric).build();
    }

    @Override
    public Condition timePresence(RunPredicate.TimePresence presence) {
      TimePresence.Builder time =
          TimePresence.newBuilder()
              .setAttribute(presence.attribute().number())
              .setPresent(presence.present());
      return Condition.newBuilder().setTimePresence(time).build();
    }

    @Override
    public Condition metric(RunPredicate.MetricCompare compare) {
      if (compare.of() != MetricAggregate.LAST) {
        return Condition.newBuilder().setAggregate(aggregate(compare)).build();
      }
      MetricCompare metric =
          MetricCompare.newBuilder()
              .setKey(compare.key())
              .setComparison(compare.comparison().number())
              .setValue(compare.value())
              .build();
      return Condition.newBuilder().setMetric(metric).build();
    }

    private static AggregateCompare.Builder aggregate(RunPredicate.MetricCompare compare) {
      return AggregateCompare.newBuilder()
          .setOf(PredicateCodec.toProto(compare.key(), compare.of()))
          .setComparison(compare.comparison().number())
          .setValue(compare.value());
    }

    @Override
    public Condition time(RunPredicate.TimeCompare compare) {
      TimeCompare time =
          TimeCompare.newBuilder()
              .setAttribute(compare.attribute().number())
              .setComparison(compare.comparison().number())
              .setWhole(compare.whole())
              .setFraction(compare.fraction())
              .build();
      return Condition.newBuilder().setTime(time).build();
    }

    @Override
    public Condition text(RunPredicate.TextMatch match) {
      TextMatch text =
          TextMatch.newBuilder()
              .setSource(toProto(match.source()))
              .setTest(PredicateCodec.toProto(match.test()))
              .build();
      return Condition.newBuilder().setText(text).build();
    }

    @Override
    public Condition presence(RunPredicate.Presence presence) {
      Presence proto =
          Presence.newBuilder()
              .setSource(toProto(presence.source()))
              .setPresent(presence.present())
              .build();
      return Condition.newBuilder().setPresence(proto).build();
    }

    @Override
    public Condition point(PointMatch match) {
      return Condition.newBuilder().setPoint(PointCodec.toProto(match)).build();
    }

    @Override
    public Condition dataset(RunPredicate.DatasetMatch match) {
      DatasetMatch dataset =
          DatasetMatch.newBuilder()
              .setField(match.field().number())
              .setTest(PredicateCodec.toProto(match.test()))
              .build();
      return Condition.newBuilder().setDataset(dataset).build();
    }
  }
}
