package dev.kiseki.ingest.accept;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.protocol.request.JsonTree;
import dev.kiseki.protocol.request.PythonJson;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * A model's JSON, as clients of MLflow 2 log it, to the entry that the run's tag lists. MLflow
 * 3.17.2: {@code _log_model}, {@code Model.from_dict} and {@code Model.get_tags_dict}, down to the
 * order of the fields; what it answers 500 to is a 400 here.
 */
final class ModelEntry {
  private static final List<String> REQUIRED =
      List.of("artifact_path", "flavors", "utc_time_created", "run_id");

  private static final DateTimeFormatter UTC_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS").withZone(ZoneOffset.UTC);

  private ModelEntry() {}

  static String of(String modelJson, long now) {
    Map<?, ?> model = object(modelJson);
    TreeSet<String> missing = new TreeSet<>(REQUIRED);
    missing.removeAll(model.keySet());
    if (!missing.isEmpty()) {
      throw TrackingException.invalid(
          "Model json is missing mandatory fields: {'" + String.join("', '", missing) + "'}");
    }
    Map<String, Object> entry = new LinkedHashMap<>();
    putUnlessNull(entry, "run_id", model);
    putUnlessNull(entry, "artifact_path", model);
    entry.put("utc_time_created", time(model.get("utc_time_created"), now));
    entry.put("model_uuid", model.get("model_uuid"));
    entry.put("flavors", flavors(model.get("flavors")));
    return PythonJson.of(entry);
  }

  private static Map<?, ?> object(String modelJson) {
    Object model = null;
    try {
      model = JsonTree.read(modelJson);
    } catch (IOException e) {
      throw malformed(modelJson);
    }
    if (model instanceof Map<?, ?> object) {
      return object;
    }
    throw malformed(modelJson);
  }

  private static TrackingException malformed(String modelJson) {
    return TrackingException.invalid(
        "Malformed model info. \n " + modelJson + " \n is not a valid JSON.");
  }

  private static void putUnlessNull(Map<String, Object> entry, String name, Map<?, ?> model) {
    if (model.get(name) != null) {
      entry.put(name, model.get(name));
    }
  }

  private static String time(Object time, long now) {
    if (time == null || time.equals("")) {
      return UTC_TIME.format(Instant.ofEpochMilli(now));
    }
    if (time instanceof String text) {
      return text;
    }
    if (time instanceof Number) {
      return PythonJson.of(time);
    }
    throw TrackingException.invalid("Model json has a utc_time_created that is no text.");
  }

  /** Of each flavor all but its config. */
  private static Map<String, Object> flavors(Object flavors) {
    Map<String, Object> kept = new LinkedHashMap<>();
    if (flavors == null) {
      return kept;
    }
    if (!(flavors instanceof Map<?, ?> named)) {
      throw TrackingException.invalid("Model json has flavors that are no object.");
    }
    for (Map.Entry<?, ?> flavor : named.entrySet()) {
      Object config = flavor.getValue();
      if (config instanceof Map<?, ?> fields) {
        Map<Object, Object> rest = new LinkedHashMap<>(fields);
        rest.remove("config");
        config = rest;
      }
      kept.put(flavor.getKey().toString(), config);
    }
    return kept;
  }
}
