package dev.kiseki.query.bind;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.query.filter.FilterFault;
import dev.kiseki.store.scan.MetricAggregate;
import dev.kiseki.store.scan.TextAttribute;
import dev.kiseki.store.scan.TextOf;
import dev.kiseki.store.scan.TimeAttribute;
import java.util.Optional;

/**
 * The entities and attribute keys of searches of logged models (MLflow 3.17.2, {@code
 * search_logged_model_utils.Entity}); entities have no other names here.
 */
final class ModelKeys {
  static final String ATTRIBUTES =
      "name, model_id, model_type, status, source_run_id, artifact_location, creation_time,"
          + " last_updated_time";

  private ModelKeys() {}

  /**
   * A looked-up identifier.
   *
   * @param aggregate of a metric, when a function of all its points is named
   */
  record ModelKey(Entity entity, String key, Optional<MetricAggregate> aggregate) {
    Optional<TimeAttribute> time() {
      return entity == Entity.ATTRIBUTE ? ModelKeys.time(key) : Optional.empty();
    }

    boolean status() {
      return entity == Entity.ATTRIBUTE && key.equals("status");
    }

    /** Not of metrics and times. */
    TextOf text() {
      return switch (entity) {
        case PARAM -> new TextOf.Param(key);
        case TAG -> new TextOf.Tag(key);
        case ATTRIBUTE -> new TextOf.Attribute(ModelKeys.text(key).orElseThrow());
        case METRIC, DATASET -> throw new IllegalStateException(entity + " is no text");
      };
    }

    /** As MLflow prints it. */
    String printed() {
      String name =
          switch (entity) {
            case METRIC -> "metrics";
            case PARAM -> "params";
            case TAG -> "tags";
            case ATTRIBUTE, DATASET -> "attributes";
          };
      return name + "." + FilterFault.quote(key);
    }
  }

  static Optional<TimeAttribute> time(String attribute) {
    return switch (attribute) {
      case "creation_time", "creation_timestamp", "creation_timestamp_ms" ->
          Optional.of(TimeAttribute.START_TIME);
      case "last_updated_time", "last_updated_timestamp", "last_updated_timestamp_ms" ->
          Optional.of(TimeAttribute.END_TIME);
      default -> Optional.empty();
    };
  }

  static Optional<TextAttribute> text(String attribute) {
    return switch (attribute) {
      case "name" -> Optional.of(TextAttribute.RUN_NAME);
      case "model_id" -> Optional.of(TextAttribute.RUN_ID);
      case "model_type" -> Optional.of(TextAttribute.MODEL_TYPE);
      case "status" -> Optional.of(TextAttribute.MODEL_STATUS);
      case "source_run_id" -> Optional.of(TextAttribute.SOURCE_RUN_ID);
      case "artifact_location" -> Optional.of(TextAttribute.ARTIFACT_URI);
      default -> Optional.empty();
    };
  }

  static ModelKey filterKey(String name) {
    Identifier identifier = Identifier.of(name);
    Entity entity = entity(name.indexOf('.') < 0 ? "attributes" : identifier.entity());
    ModelKey key = new ModelKey(entity, identifier.key(), Optional.empty());
    if (entity == Entity.ATTRIBUTE && key.time().isEmpty() && text(identifier.key()).isEmpty()) {
      throw TrackingException.invalid(
          "Invalid attribute key '"
              + FilterFault.quote(identifier.key())
              + "' specified. Valid keys are '{"
              + ATTRIBUTES
              + "}'");
    }
    return key;
  }

  private static Entity entity(String name) {
    return switch (name) {
      case "attributes" -> Entity.ATTRIBUTE;
      case "metrics" -> Entity.METRIC;
      case "params" -> Entity.PARAM;
      case "tags" -> Entity.TAG;
      default ->
          throw TrackingException.invalid(
              "Invalid entity type: '"
                  + FilterFault.quote(name)
                  + "'. Expected one of ['attributes', 'metrics', 'params', 'tags'].");
    };
  }
}
