package dev.kiseki.protocol.answer;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import dev.kiseki.store.document.RunLinks;
import dev.kiseki.store.document.RunView;
import dev.kiseki.store.shard.PackedMetrics;
import dev.kiseki.store.shard.PackedRun;
import dev.kiseki.store.shard.PackedRun.Texts;
import dev.kiseki.store.shard.PackedTexts;
import java.io.IOException;
import java.util.OptionalLong;

/**
 * Runs in the form of MLflow's {@code Run} and {@code RunInfo} messages, fields in their order.
 * Empty lists and an end time that was never set are left out; the run has its id twice. Written
 * from packed runs, whose texts are UTF-8 already: a search answers thousands.
 */
public final class RunJson {
  // Bytes from the start, in place of text to be encoded for each run.
  private static final SerializableString KEY = new SerializedString("key");
  private static final SerializableString VALUE = new SerializedString("value");
  private static final SerializableString TIMESTAMP = new SerializedString("timestamp");
  private static final SerializableString STEP = new SerializedString("step");
  private static final SerializableString INFO = new SerializedString("info");
  private static final SerializableString DATA = new SerializedString("data");
  private static final SerializableString METRICS = new SerializedString("metrics");
  private static final SerializableString PARAMS = new SerializedString("params");
  private static final SerializableString TAGS = new SerializedString("tags");
  private static final SerializableString INPUTS = new SerializedString("inputs");
  private static final SerializableString OUTPUTS = new SerializedString("outputs");
  private static final SerializableString RUN_UUID = new SerializedString("run_uuid");
  private static final SerializableString EXPERIMENT_ID = new SerializedString("experiment_id");
  private static final SerializableString RUN_NAME = new SerializedString("run_name");
  private static final SerializableString USER_ID = new SerializedString("user_id");
  private static final SerializableString STATUS = new SerializedString("status");
  private static final SerializableString START_TIME = new SerializedString("start_time");
  private static final SerializableString END_TIME = new SerializedString("end_time");
  private static final SerializableString ARTIFACT_URI = new SerializedString("artifact_uri");
  private static final SerializableString LIFECYCLE_STAGE = new SerializedString("lifecycle_stage");
  private static final SerializableString RUN_ID = new SerializedString("run_id");

  private RunJson() {}

  /** A {@code Run} as search answers it: MLflow leaves out which models it read. */
  public static void writeFound(JsonGenerator json, PackedRun run) throws IOException {
    write(json, run, false);
  }

  /** A {@code Run} as get answers it. */
  public static void write(JsonGenerator json, RunView view) throws IOException {
    write(json, PackedRun.of(view), true);
  }

  private static void write(JsonGenerator json, PackedRun run, boolean modelInputs)
      throws IOException {
    json.writeStartObject();
    infoAndData(json, run);
    RunLinks links = run.links();
    json.writeFieldName(INPUTS);
    LinksJson.writeInputs(json, run, links, modelInputs);
    json.writeFieldName(OUTPUTS);
    LinksJson.writeOutputs(json, links);
    json.writeEndObject();
  }

  /** A {@code Run} as create answers it: without outputs. */
  public static void writeCreated(JsonGenerator json, RunView view) throws IOException {
    json.writeStartObject();
    infoAndData(json, PackedRun.of(view));
    json.writeFieldName(INPUTS);
    json.writeStartObject();
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void infoAndData(JsonGenerator json, PackedRun run) throws IOException {
    json.writeFieldName(INFO);
    writeInfo(json, run);
    json.writeFieldName(DATA);
    json.writeStartObject();
    writeMetrics(json, run);
    writePairs(json, PARAMS, run, Texts.PARAM_KEYS, Texts.PARAM_VALUES);
    writePairs(json, TAGS, run, Texts.TAG_KEYS, Texts.TAG_VALUES);
    json.writeEndObject();
  }

  /** A {@code RunInfo}. */
  public static void writeInfo(JsonGenerator json, RunView view) throws IOException {
    writeInfo(json, PackedRun.of(view));
  }

  private static void writeInfo(JsonGenerator json, PackedRun run) throws IOException {
    json.writeStartObject();
    writeText(json, RUN_UUID, run, Texts.RUN_ID);
    json.writeFieldName(EXPERIMENT_ID);
    json.writeString(run.experiment().toString());
    writeText(json, RUN_NAME, run, Texts.NAME);
    writeText(json, USER_ID, run, Texts.USER_ID);
    json.writeFieldName(STATUS);
    json.writeString(run.status().name());
    json.writeFieldName(START_TIME);
    json.writeNumber(run.startTimeMillis());
    OptionalLong end = run.endTimeMillis();
    if (end.isPresent()) {
      json.writeFieldName(END_TIME);
      json.writeNumber(end.getAsLong());
    }
    writeText(json, ARTIFACT_URI, run, Texts.ARTIFACT_URI);
    json.writeFieldName(LIFECYCLE_STAGE);
    json.writeString(run.stage().text());
    writeText(json, RUN_ID, run, Texts.RUN_ID);
    json.writeEndObject();
  }

  private static void writeMetrics(JsonGenerator json, PackedRun run) throws IOException {
    PackedTexts keys = run.texts(Texts.METRIC_KEYS);
    if (!keys.next()) {
      return;
    }
    PackedMetrics metrics = run.metrics();
    json.writeFieldName(METRICS);
    json.writeStartArray();
    do {
      metrics.next();
      json.writeStartObject();
      json.writeFieldName(KEY);
      writeText(json, run, keys);
      writePoint(json, metrics.value(), metrics.timestamp(), metrics.step());
      json.writeEndObject();
    } while (keys.next());
    json.writeEndArray();
  }

  /** A {@code Metric} of a run: key, value, timestamp, step. */
  public static void writeMetric(
      JsonGenerator json, SerializableString key, double value, long timestamp, long step)
      throws IOException {
    json.writeStartObject();
    json.writeFieldName(KEY);
    json.writeString(key);
    writePoint(json, value, timestamp, step);
    json.writeEndObject();
  }

  /** A {@code MetricWithRunId}: key, value, timestamp, step, run id. */
  public static void writeMetric(
      JsonGenerator json,
      SerializableString run,
      SerializableString key,
      double value,
      long timestamp,
      long step)
      throws IOException {
    json.writeStartObject();
    json.writeFieldName(KEY);
    json.writeString(key);
    writePoint(json, value, timestamp, step);
    json.writeFieldName(RUN_ID);
    json.writeString(run);
    json.writeEndObject();
  }

  private static void writePoint(JsonGenerator json, double value, long timestamp, long step)
      throws IOException {
    json.writeFieldName(VALUE);
    json.writeNumber(value);
    json.writeFieldName(TIMESTAMP);
    json.writeNumber(timestamp);
    json.writeFieldName(STEP);
    json.writeNumber(step);
  }

  /** A list of {@code {key, value}} under a name; nothing when it would be empty. */
  private static void writePairs(
      JsonGenerator json, SerializableString name, PackedRun run, Texts keysOf, Texts valuesOf)
      throws IOException {
    PackedTexts keys = run.texts(keysOf);
    if (!keys.next()) {
      return;
    }
    PackedTexts values = run.texts(valuesOf);
    json.writeFieldName(name);
    json.writeStartArray();
    do {
      values.next();
      json.writeStartObject();
      json.writeFieldName(KEY);
      writeText(json, run, keys);
      json.writeFieldName(VALUE);
      writeText(json, run, values);
      json.writeEndObject();
    } while (keys.next());
    json.writeEndArray();
  }

  private static void writeText(
      JsonGenerator json, SerializableString name, PackedRun run, Texts field) throws IOException {
    json.writeFieldName(name);
    PackedTexts text = run.texts(field);
    text.next(); // an empty text where there is none
    writeText(json, run, text);
  }

  private static void writeText(JsonGenerator json, PackedRun run, PackedTexts text)
      throws IOException {
    json.writeUTF8String(run.bytes(), text.at(), text.length());
  }
}
