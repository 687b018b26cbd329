package dev.kiseki.event.rule;

import dev.kiseki.event.KeyValue;
import dev.kiseki.event.fault.TrackingException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What may be logged to a run. MLflow 3.17.2: {@code _validate_metric}, {@code _validate_param},
 * {@code _validate_tag}, {@code _validate_batch_log_limits}, {@code _validate_param_keys_unique}.
 *
 * <p>A {@code path} is where the thing stands in the request: {@code ""} alone, {@code metrics[3].}
 * in a list.
 */
public final class RunData {
  private RunData() {}

  /**
   * @param value only for the message
   * @param timestampMillis refused when negative
   */
  public static void metric(String path, String key, double value, long timestampMillis) {
    EntityKeys.check(path + "name", key);
    if (timestampMillis < 0) {
      throw TrackingException.invalid(
          "Invalid value "
              + timestampMillis
              + " for parameter '"
              + path
              + "timestamp' supplied: metric '"
              + key
              + "' (value="
              + PythonText.repr(value)
              + "). Timestamp must be a nonnegative long (64-bit integer) ");
    }
    Lengths.atMost("Metric name", Limits.ENTITY_KEY, key);
  }

  /** Whether {@link #metric} would accept it, without making a message. */
  public static boolean metricPasses(String key, long timestampMillis) {
    return timestampMillis >= 0
        && EntityKeys.simple(key)
        && !Lengths.longer(key, Limits.ENTITY_KEY);
  }

  /** Infinities become the largest finite numbers, as MLflow's SQL store keeps them. */
  public static double storedValue(double value) {
    return Double.isInfinite(value) ? Math.copySign(Double.MAX_VALUE, value) : value;
  }

  /** The param as it is stored: a long value cut. */
  public static KeyValue param(String path, KeyValue param) {
    EntityKeys.check(path + "key", param.key());
    Lengths.atMost("Param key", Limits.ENTITY_KEY, param.key());
    String value = Lengths.cut(Limits.PARAM_VALUE, param.value());
    return value.equals(param.value()) ? param : new KeyValue(param.key(), value);
  }

  /** The tag as it is stored: a long value cut. */
  public static KeyValue tag(String path, KeyValue tag) {
    EntityKeys.check(path + "key", tag.key());
    Lengths.atMost(path + "key", Limits.ENTITY_KEY, tag.key());
    String value = Lengths.cut(Limits.RUN_TAG_VALUE, tag.value());
    return value.equals(tag.value()) ? tag : new KeyValue(tag.key(), value);
  }

  /** How much one batch may hold. */
  public static void batchLimits(int metrics, int params, int tags) {
    limit("metrics", Limits.BATCH_METRICS, metrics);
    limit("params", Limits.BATCH_PARAMS, params);
    limit("tags", Limits.BATCH_TAGS, tags);
    limit("metrics, params, and tags", Limits.BATCH_ITEMS, metrics + params + tags);
  }

  private static void limit(String what, int limit, int got) {
    if (got > limit) {
      throw TrackingException.invalid(
          "A batch logging request can contain at most "
              + limit
              + " "
              + what
              + ". Got "
              + got
              + " "
              + what
              + ". Please split up "
              + what
              + " across multiple requests and try again.");
    }
  }

  /** No key twice in one batch, not even with the same value. */
  public static void distinctParams(List<KeyValue> params) {
    Set<String> seen = new LinkedHashSet<>();
    List<String> twice = new ArrayList<>();
    for (KeyValue param : params) {
      if (!seen.add(param.key())) {
        twice.add(PythonText.repr(param.key()));
      }
    }
    if (!twice.isEmpty()) {
      throw TrackingException.invalid(
          "Duplicate parameter keys have been submitted: ["
              + String.join(", ", twice)
              + "]. Please ensure the request contains only one param value per param key.");
    }
  }
}
