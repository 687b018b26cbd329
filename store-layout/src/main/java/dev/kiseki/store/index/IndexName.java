package dev.kiseki.store.index;

import dev.kiseki.store.document.DocumentKind;
import dev.kiseki.store.scan.DatasetField;
import dev.kiseki.store.scan.MetricAggregate;
import dev.kiseki.store.scan.TextAttribute;
import dev.kiseki.store.scan.TextOf;
import dev.kiseki.store.scan.TimeAttribute;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * One index: all runs that have a value under a key, in the order of that value.
 *
 * @param name the metric's, param's or tag's key, or the number of the attribute or of the data
 *     set's field; empty for {@link Kind#EVERY}
 */
public record IndexName(Kind kind, String name) {
  /** Every run once, newest first: no value, only the tie-break. */
  public static final IndexName EVERY = new IndexName(Kind.EVERY, "");

  /** Text attributes that are worth an entry: the id finds its run without, a URI is its own. */
  private static final Set<TextAttribute> OF_RUNS =
      Set.of(TextAttribute.RUN_NAME, TextAttribute.STATUS, TextAttribute.USER_ID);

  /** The same of logged models. */
  private static final Set<TextAttribute> OF_MODELS =
      Set.of(
          TextAttribute.RUN_NAME,
          TextAttribute.MODEL_TYPE,
          TextAttribute.SOURCE_RUN_ID,
          TextAttribute.MODEL_STATUS);

  /** What an index is of. The number stands in every key: never reuse one. */
  public enum Kind {
    EVERY(0),
    METRIC(1),
    PARAM(2),
    TAG(3),
    TEXT(4),
    TIME(5),
    METRIC_MIN(6),
    METRIC_MAX(7),
    /** A run stands in it once for each text: it may use several data sets. */
    DATASET(8);

    private final byte number;

    Kind(int number) {
      this.number = (byte) number;
    }

    byte number() {
      return number;
    }

    /** For people. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    boolean ofText() {
      return this == PARAM || this == TAG || this == TEXT || this == DATASET;
    }

    /** Whether NaN may stand after the numbers. */
    public boolean ofMetric() {
      return this == METRIC || this == METRIC_MIN || this == METRIC_MAX;
    }
  }

  /** Whether a run may stand in it with more than one value. */
  public boolean several() {
    return kind == Kind.DATASET;
  }

  /** The name for people: an attribute's own name for its number. */
  public String describe() {
    return switch (kind) {
      case TEXT -> TextAttribute.ofNumber(Integer.parseInt(name)).name().toLowerCase(Locale.ROOT);
      case TIME -> TimeAttribute.ofNumber(Integer.parseInt(name)).name().toLowerCase(Locale.ROOT);
      case DATASET -> DatasetField.ofNumber(Integer.parseInt(name)).name().toLowerCase(Locale.ROOT);
      case EVERY, METRIC, METRIC_MIN, METRIC_MAX, PARAM, TAG -> name;
    };
  }

  /** The text attributes that documents of the kind are indexed by. */
  static Set<TextAttribute> texts(DocumentKind kind) {
    return switch (kind) {
      case RUN -> OF_RUNS;
      case LOGGED_MODEL -> OF_MODELS;
    };
  }

  /** By the latest value. */
  public static IndexName metric(String key) {
    return new IndexName(Kind.METRIC, key);
  }

  /** Empty when runs are not indexed by it. */
  public static Optional<IndexName> metric(String key, MetricAggregate aggregate) {
    return switch (aggregate) {
      case LAST -> Optional.of(metric(key));
      case MIN -> Optional.of(new IndexName(Kind.METRIC_MIN, key));
      case MAX -> Optional.of(new IndexName(Kind.METRIC_MAX, key));
      case FIRST, COUNT, MEAN, MIN_STEP, MAX_STEP, NAN_STEP -> Optional.empty();
    };
  }

  public static IndexName time(TimeAttribute attribute) {
    return new IndexName(Kind.TIME, Integer.toString(attribute.number()));
  }

  public static IndexName dataset(DatasetField field) {
    return new IndexName(Kind.DATASET, Integer.toString(field.number()));
  }

  /** Empty when runs are not indexed by it. */
  public static Optional<IndexName> text(TextOf source) {
    return source.match(OfText.INSTANCE);
  }

  private enum OfText implements TextOf.Cases<Optional<IndexName>> {
    INSTANCE;

    @Override
    public Optional<IndexName> param(TextOf.Param param) {
      return Optional.of(new IndexName(Kind.PARAM, param.key()));
    }

    @Override
    public Optional<IndexName> tag(TextOf.Tag tag) {
      return Optional.of(new IndexName(Kind.TAG, tag.key()));
    }

    @Override
    public Optional<IndexName> attribute(TextOf.Attribute attribute) {
      return OF_RUNS.contains(attribute.attribute()) || OF_MODELS.contains(attribute.attribute())
          ? Optional.of(new IndexName(Kind.TEXT, Integer.toString(attribute.attribute().number())))
          : Optional.empty();
    }
  }
}
