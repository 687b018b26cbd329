package dev.kiseki.store.scan;

import dev.kiseki.store.document.ModelPart;
import dev.kiseki.store.document.RunDocument;
import java.util.List;

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

    R point(Point point);
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

  /**
   * The latest value of a logged model's metric among the points that were logged with a data set:
   * by timestamp, then by step, then of the smallest run id.
   *
   * @param datasetName {@code ""} = any; the digest too
   */
  public record Point(String key, String datasetName, String datasetDigest) implements Source {
    @Override
    public SortValue in(RunDocument run) {
      return run.model().map(ModelPart::points).orElse(List.of()).stream()
          .filter(this::counts)
          .max(ModelPart.LATEST_LAST)
          .<SortValue>map(point -> new SortValue.Numeric(point.value()))
          .orElse(new SortValue.Missing());
    }

    private boolean counts(ModelPart.ModelPoint point) {
      return key.equals(point.key())
          && (datasetName.isEmpty() || datasetName.equals(point.datasetName()))
          && (datasetDigest.isEmpty() || datasetDigest.equals(point.datasetDigest()));
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.point(this);
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
