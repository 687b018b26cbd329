package dev.kiseki.store.scan;

import dev.kiseki.store.document.RunDocument;

/** One item of an order of runs. */
public record OrderKey(Source source, boolean ascending) {

  /** What runs are ordered by. */
  public sealed interface Source {
    SortValue in(RunDocument run);

    <R> R match(Cases<R> cases);
  }

  /** One method a case and no fallback. */
  public interface Cases<R> {
    R metric(Metric metric);

    R text(Text text);

    R time(Time time);
  }

  /** A metric's latest value, or another number of all its points. */
  public record Metric(String key, MetricAggregate of) implements Source {
    /** The latest value. */
    public Metric(String key) {
      this(key, MetricAggregate.LAST);
    }

    @Override
    public SortValue in(RunDocument run) {
      var number = of.in(run, key);
      return number.isPresent()
          ? new SortValue.Numeric(number.getAsDouble())
          : new SortValue.Missing();
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.metric(this);
    }
  }

  /** A param, a tag or a text attribute. */
  public record Text(TextOf of) implements Source {
    @Override
    public SortValue in(RunDocument run) {
      return of.in(run).<SortValue>map(SortValue.Text::new).orElse(new SortValue.Missing());
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.text(this);
    }
  }

  /** A time of the run. */
  public record Time(TimeAttribute attribute) implements Source {
    @Override
    public SortValue in(RunDocument run) {
      var time = attribute.of(run);
      return time.isPresent() ? new SortValue.Whole(time.getAsLong()) : new SortValue.Missing();
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.time(this);
    }
  }
}
