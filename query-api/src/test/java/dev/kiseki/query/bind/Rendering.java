package dev.kiseki.query.bind;

import dev.kiseki.event.rule.PythonText;
import dev.kiseki.store.scan.Comparison;
import dev.kiseki.store.scan.MetricAggregate;
import dev.kiseki.store.scan.OrderKey;
import dev.kiseki.store.scan.PointMatch;
import dev.kiseki.store.scan.RunPredicate;
import dev.kiseki.store.scan.TextOf;
import dev.kiseki.store.scan.TextTest;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Bound expressions in the words of {@link RecordedTable}. */
final class Rendering {
  private Rendering() {}

  static String of(RunPredicate predicate) {
    return predicate.match(Conditions.INSTANCE);
  }

  static String of(OrderKey key) {
    String source =
        key.source()
            .match(
                new OrderKey.Cases<String>() {
                  @Override
                  public String metric(OrderKey.Metric metric) {
                    return Rendering.metric(metric.key(), metric.of());
                  }

                  @Override
                  public String text(OrderKey.Text text) {
                    return Rendering.of(text.of());
                  }

                  @Override
                  public String time(OrderKey.Time time) {
                    return "attribute " + time.attribute().name().toLowerCase(Locale.ROOT);
                  }

                  @Override
                  public String point(OrderKey.Point point) {
                    return "metric "
                        + point.key()
                        + " on "
                        + point.datasetName()
                        + "/"
                        + point.datasetDigest();
                  }
                });
    return source + (key.ascending() ? " ASC" : " DESC");
  }

  static String of(ExperimentPredicate predicate) {
    if (predicate instanceof ExperimentPredicate.AllOf all) {
      return all.terms().stream().map(Rendering::of).collect(Collectors.joining(" & "));
    }
    if (predicate instanceof ExperimentPredicate.IdAmong among) {
      return "attribute experiment_id "
          + (among.wanted() ? "IN " : "NOT IN ")
          + among.ids().stream().sorted().map(Object::toString).collect(Collectors.joining(","));
    }
    if (predicate instanceof ExperimentPredicate.NameMatch name) {
      return "attribute name " + of(name.test());
    }
    if (predicate instanceof ExperimentPredicate.TimeCompare time) {
      return "attribute " + time.field().key() + " " + number(time.comparison(), time.whole());
    }
    if (predicate instanceof ExperimentPredicate.TagMatch tag) {
      return "tag " + tag.key() + " " + of(tag.test());
    }
    if (predicate instanceof ExperimentPredicate.AnyOf any) {
      return any.terms().stream().map(Rendering::of).collect(Collectors.joining(" | ", "(", ")"));
    }
    if (predicate instanceof ExperimentPredicate.Not not) {
      return "not (" + of(not.term()) + ")";
    }
    ExperimentPredicate.TagPresence presence = (ExperimentPredicate.TagPresence) predicate;
    return "tag " + presence.key() + (presence.present() ? " IS NOT NULL" : " IS NULL");
  }

  private static String metric(String key, MetricAggregate of) {
    return "metric "
        + (of == MetricAggregate.LAST ? key : of.name().toLowerCase(Locale.ROOT) + "(" + key + ")");
  }

  private static String number(Comparison comparison, Object value) {
    return comparison.symbol() + " " + value;
  }

  private static String of(TextOf source) {
    return source.match(
        new TextOf.Cases<>() {
          @Override
          public String param(TextOf.Param param) {
            return "parameter " + param.key();
          }

          @Override
          public String tag(TextOf.Tag tag) {
            return "tag " + tag.key();
          }

          @Override
          public String attribute(TextOf.Attribute attribute) {
            return "attribute " + attribute.attribute().name().toLowerCase(Locale.ROOT);
          }
        });
  }

  private static String of(TextTest test) {
    return test.match(
            new TextTest.Cases<String>() {
              @Override
              public String equal(TextTest.Equal equal) {
                return "= " + equal.text();
              }

              @Override
              public String notEqual(TextTest.NotEqual notEqual) {
                return "!= " + notEqual.text();
              }

              @Override
              public String like(TextTest.Like like) {
                return (like.ignoreCase() ? "ILIKE " : "LIKE ") + like.pattern();
              }

              @Override
              public String oneOf(TextTest.OneOf oneOf) {
                return "IN " + members(oneOf.members());
              }

              @Override
              public String noneOf(TextTest.NoneOf noneOf) {
                return "NOT IN " + members(noneOf.members());
              }

              @Override
              public String between(TextTest.Between between) {
                return (between.inside() ? "BETWEEN " : "NOT BETWEEN ")
                    + between.low()
                    + ","
                    + between.high();
              }
            })
        .strip();
  }

  private static String members(Set<String> members) {
    return members.stream().sorted().collect(Collectors.joining(","));
  }

  private enum Conditions implements RunPredicate.Cases<String> {
    INSTANCE;

    @Override
    public String allOf(RunPredicate.AllOf allOf) {
      return allOf.terms().stream().map(Rendering::of).collect(Collectors.joining(" & "));
    }

    @Override
    public String anyOf(RunPredicate.AnyOf anyOf) {
      return anyOf.terms().stream().map(Rendering::of).collect(Collectors.joining(" | ", "(", ")"));
    }

    @Override
    public String not(RunPredicate.Not not) {
      return "not (" + Rendering.of(not.term()) + ")";
    }

    @Override
    public String metricPresence(RunPredicate.MetricPresence presence) {
      return "metric " + presence.key() + (presence.present() ? " IS NOT NULL" : " IS NULL");
    }

    @Override
    public String point(PointMatch match) {
      String tests =
          match.tests().stream()
              .map(test -> number(test.comparison(), PythonText.repr(test.value())))
              .collect(Collectors.joining(","));
      String datasets =
          match.datasets().stream()
              .map(dataset -> dataset.name() + "/" + dataset.digest().orElse("*"))
              .collect(Collectors.joining(","));
      return ("point " + match.key().orElse("*") + " " + tests).strip()
          + (datasets.isEmpty() ? "" : " on " + datasets);
    }

    @Override
    public String timePresence(RunPredicate.TimePresence presence) {
      return "attribute "
          + presence.attribute().name().toLowerCase(Locale.ROOT)
          + (presence.present() ? " IS NOT NULL" : " IS NULL");
    }

    @Override
    public String metric(RunPredicate.MetricCompare compare) {
      return Rendering.metric(compare.key(), compare.of())
          + " "
          + number(compare.comparison(), PythonText.repr(compare.value()));
    }

    @Override
    public String time(RunPredicate.TimeCompare compare) {
      return "attribute "
          + compare.attribute().name().toLowerCase(Locale.ROOT)
          + " "
          + number(compare.comparison(), compare.whole())
          + (compare.fraction() ? "+" : "");
    }

    @Override
    public String text(RunPredicate.TextMatch match) {
      return Rendering.of(match.source()) + " " + Rendering.of(match.test());
    }

    @Override
    public String presence(RunPredicate.Presence presence) {
      return Rendering.of(presence.source()) + (presence.present() ? " IS NOT NULL" : " IS NULL");
    }

    @Override
    public String dataset(RunPredicate.DatasetMatch match) {
      return "dataset "
          + match.field().name().toLowerCase(Locale.ROOT)
          + " "
          + Rendering.of(match.test());
    }
  }
}
