package dev.kiseki.event.rule;

import dev.kiseki.event.KeyValue;
import dev.kiseki.event.fault.TrackingException;
import java.util.List;

/**
 * Names and tags of experiments. MLflow 3.17.2: {@code _validate_experiment_name}, {@code
 * _validate_experiment_tag}, {@code _validate_custom_view_count}.
 */
public final class ExperimentRules {
  private static final String VIEW_PREFIX = "mlflow.customView.view";
  private static final int MOST_VIEWS = 50;

  private ExperimentRules() {}

  public static void name(String name) {
    if (name.isEmpty()) {
      throw TrackingException.invalid("Invalid experiment name: ''");
    }
    Lengths.atMost("name", Limits.EXPERIMENT_NAME, name);
  }

  /** A tag's key and length; longer values are refused, not cut as those of runs. */
  public static void tag(KeyValue tag) {
    EntityKeys.check("key", tag.key());
    Lengths.atMost("key", Limits.ENTITY_KEY, tag.key());
    Lengths.atMost("value", Limits.EXPERIMENT_TAG_VALUE, tag.value());
  }

  /** At most 50 saved views among the tags of a new experiment. */
  public static void views(List<KeyValue> tags) {
    long views = tags.stream().filter(tag -> tag.key().startsWith(VIEW_PREFIX)).count();
    if (views > MOST_VIEWS) {
      throw TrackingException.invalid(
          "Unable to create another custom view; the maximum number of custom views per experiment"
              + " is "
              + MOST_VIEWS
              + ". Delete an existing custom view before creating a new one.");
    }
  }
}
