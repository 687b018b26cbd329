package dev.kiseki.query.bind;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.query.filter.FilterFault;
import dev.kiseki.query.filter.Operand;
import dev.kiseki.store.scan.DatasetField;
import dev.kiseki.store.scan.MetricAggregate;
import dev.kiseki.store.scan.TextAttribute;
import dev.kiseki.store.scan.TextOf;
import dev.kiseki.store.scan.TimeAttribute;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The entities and attribute keys of run searches (MLflow 3.17.2, {@code _get_identifier}), and
 * {@code duration}. MLflow prints sets of keys in random order; here they are sorted.
 */
final class RunKeys {
  private static final String FILTER_KEYS =
      "{'Created', 'Run Name', 'Run name', 'artifact_uri', 'created', 'end_time', 'run name',"
          + " 'run_id', 'run_name', 'start_time', 'status', 'user_id'}";
  private static final String ORDER_KEYS =
      "{'Created', 'artifact_uri', 'created', 'end_time', 'run_id', 'run_name', 'start_time',"
          + " 'status', 'user_id'}";
  private static final String KEYS_BEYOND =
      "also duration, end_time less start_time in milliseconds";

  private RunKeys() {}

  /**
   * A looked-up identifier: the key exists, as far as the entity has fixed keys.
   *
   * @param aggregate of a metric's points; the latest value where no function is named
   */
  record RunKey(Entity entity, String key, MetricAggregate aggregate) {
    Optional<TimeAttribute> time() {
      return switch (key) {
        case "start_time", "created", "Created" -> Optional.of(TimeAttribute.START_TIME);
        case "end_time" -> Optional.of(TimeAttribute.END_TIME);
        case "duration" -> Optional.of(TimeAttribute.DURATION);
        default -> Optional.empty();
      };
    }

    TextAttribute textAttribute() {
      return switch (key) {
        case "run_id" -> TextAttribute.RUN_ID;
        case "status" -> TextAttribute.STATUS;
        case "user_id" -> TextAttribute.USER_ID;
        case "artifact_uri" -> TextAttribute.ARTIFACT_URI;
        default -> TextAttribute.RUN_NAME;
      };
    }

    /**
     * Where a filter finds the text. MLflow looks for the name in the tag, so a run whose tag was
     * deleted has none.
     */
    TextOf text() {
      return switch (entity) {
        case PARAM -> new TextOf.Param(key);
        case TAG -> new TextOf.Tag(key);
        case ATTRIBUTE ->
            textAttribute() == TextAttribute.RUN_NAME
                ? new TextOf.Tag("mlflow.runName")
                : new TextOf.Attribute(textAttribute());
        case METRIC, DATASET -> throw new IllegalStateException(entity + " is no text");
      };
    }

    Optional<DatasetField> dataset() {
      return switch (key) {
        case "name" -> Optional.of(DatasetField.NAME);
        case "digest" -> Optional.of(DatasetField.DIGEST);
        case "context" -> Optional.of(DatasetField.CONTEXT);
        default -> Optional.empty();
      };
    }
  }

  static RunKey filterKey(String name) {
    return key(name, true);
  }

  static RunKey orderKey(String name) {
    return key(name, false);
  }

  /** Gives the position to a complaint about a key, and the attributes that MLflow has not. */
  static <T> T located(Operand name, Supplier<T> step) {
    try {
      return step.get();
    } catch (TrackingException e) {
      throw e.getMessage().startsWith("Invalid attribute key")
          ? FilterFault.at(name.position(), e.getMessage(), KEYS_BEYOND)
          : FilterFault.at(name, e.getMessage());
    }
  }

  private static RunKey key(String name, boolean filter) {
    Identifier identifier = Identifier.of(name);
    String key = FilterFault.quote(identifier.key());
    Entity entity =
        Entity.named(identifier.entity())
            .orElseThrow(
                () ->
                    TrackingException.invalid(
                        "Invalid entity type '"
                            + FilterFault.quote(identifier.entity())
                            + "'. Valid values are ['metric', 'parameter', 'tag', 'attribute',"
                            + " 'dataset']"));
    RunKey found = new RunKey(entity, identifier.key(), MetricAggregate.LAST);
    if (entity == Entity.ATTRIBUTE && !attribute(found, filter)) {
      throw TrackingException.invalid(
          "Invalid attribute key '"
              + key
              + "' specified. Valid keys are '"
              + (filter ? FILTER_KEYS : ORDER_KEYS)
              + "'");
    }
    if (entity == Entity.DATASET && found.dataset().isEmpty()) {
      throw TrackingException.invalid(
          "Invalid dataset key '"
              + key
              + "' specified. Valid keys are '{'context', 'digest', 'name'}'");
    }
    return found;
  }

  private static boolean attribute(RunKey key, boolean filter) {
    return switch (key.key()) {
      case "run_id", "run_name", "status", "user_id", "artifact_uri" -> true;
      case "run name", "Run name", "Run Name" -> filter;
      default -> key.time().isPresent();
    };
  }
}
