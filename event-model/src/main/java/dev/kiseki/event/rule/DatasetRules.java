package dev.kiseki.event.rule;

import dev.kiseki.event.KeyValue;

/**
 * How long what is said of a data set may be. MLflow 3.17.2: {@code _validate_dataset}, {@code
 * _validate_input_tag}.
 */
public final class DatasetRules {
  private static final int NAME = 500;
  private static final int DIGEST = 36;
  private static final int SOURCE = 65_535;
  private static final int SCHEMA = 1_048_575;
  private static final int PROFILE = 16_777_215;
  private static final int TAG_KEY = 255;
  private static final int TAG_VALUE = 500;

  private DatasetRules() {}

  /**
   * @param schema {@code ""} when there is none; the profile too
   */
  public static void dataset(
      String name, String digest, String source, String schema, String profile) {
    Lengths.atMost("name", NAME, name);
    Lengths.atMost("digest", DIGEST, digest);
    Lengths.atMost("source", SOURCE, source);
    Lengths.atMost("schema", SCHEMA, schema);
    Lengths.atMost("profile", PROFILE, profile);
  }

  /** A tag of a run's use of it; any characters will do. */
  public static void tag(KeyValue tag) {
    Lengths.atMost("key", TAG_KEY, tag.key());
    Lengths.atMost("value", TAG_VALUE, tag.value());
  }
}
