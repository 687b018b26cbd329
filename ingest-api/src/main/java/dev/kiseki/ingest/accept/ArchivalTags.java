package dev.kiseki.ingest.accept;

import dev.kiseki.event.KeyValue;
import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.protocol.request.JsonTree;
import java.io.IOException;
import java.util.Map;

/**
 * The two experiment tags whose value MLflow 3.17.2 reads ({@code _validate_trace_experiment_tag}).
 */
final class ArchivalTags {
  private static final int LONGEST = 32;

  private ArchivalTags() {}

  static void check(KeyValue tag) {
    switch (tag.key()) {
      case "mlflow.trace.archivalRetention" -> {
        Map<?, ?> config = config(tag.value());
        if (!"duration".equals(config.get("type"))) {
          throw TrackingException.invalid("Trace archival config must use type 'duration'.");
        }
        duration(config.get("value"));
      }
      case "mlflow.trace.archiveNow" -> {
        Object olderThan = config(tag.value()).get("older_than");
        if (olderThan != null) {
          duration(olderThan);
        }
      }
      default -> {}
    }
  }

  private static Map<?, ?> config(String value) {
    try {
      if (JsonTree.read(value) instanceof Map<?, ?> config) {
        return config;
      }
    } catch (IOException e) {
      // refused below, like JSON that is no object
    }
    throw TrackingException.invalid("Trace archival config must be encoded as a JSON object.");
  }

  private static void duration(Object value) {
    if (!(value instanceof String given)) {
      throw malformed();
    }
    String text = given.strip();
    if (text.codePointCount(0, text.length()) > LONGEST) {
      throw TrackingException.invalid("Trace archival duration must be at most 32 characters.");
    }
    if (!text.matches("[1-9][0-9]*[mhd]")) {
      throw malformed();
    }
  }

  private static TrackingException malformed() {
    return TrackingException.invalid(
        "Trace archival retention must be in the form `<int><unit>`, where unit is one of 'm',"
            + " 'h', or 'd'.");
  }
}
