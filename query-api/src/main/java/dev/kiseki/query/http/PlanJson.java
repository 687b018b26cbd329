package dev.kiseki.query.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.kiseki.store.shard.PlanText;
import dev.kiseki.store.shard.proto.PlanReport;
import java.io.IOException;
import java.util.List;

/** How a search was done, for people and programs. */
final class PlanJson {
  private PlanJson() {}

  static void write(JsonGenerator json, List<PlanReport> plans) throws IOException {
    json.writeStartObject();
    json.writeStringField("text", PlanText.of(plans));
    json.writeArrayFieldStart("plans");
    for (PlanReport plan : plans) {
      plan(json, plan);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void plan(JsonGenerator json, PlanReport plan) throws IOException {
    json.writeStartObject();
    json.writeNumberField("partition", plan.getPartition());
    json.writeStringField("path", plan.getPath());
    if (!plan.getReason().isEmpty()) {
      json.writeStringField("reason", plan.getReason());
    } else {
      json.writeStringField("experiment_id", Long.toString(plan.getExperimentId()));
      json.writeStringField("lifecycle_stage", plan.getDeletedRuns() ? "deleted" : "active");
    }
    if (!plan.getAlong().isEmpty()) {
      json.writeStringField("along", plan.getAlong());
      json.writeBooleanField("part_of_it", plan.getClipped());
    }
    json.writeObjectFieldStart("estimate");
    json.writeNumberField("runs", plan.getRuns());
    json.writeNumberField("share_that_passes", plan.getShare());
    if (plan.hasAlongOrder()) {
      json.writeNumberField("runs_along_the_order", plan.getAlongOrder());
    }
    stretches(json, "stretches", plan.getStretchesList());
    stretches(json, "among", plan.getAmongList());
    json.writeEndObject();
    json.writeObjectFieldStart("read");
    json.writeNumberField("entries", plan.getEntriesRead());
    json.writeNumberField("runs_tested", plan.getDocumentsTested());
    json.writeNumberField("bytes", plan.getBytesRead());
    json.writeNumberField("milliseconds", (double) plan.getMicros() / 1_000);
    json.writeBooleanField("gave_the_order_up", plan.getGaveUp());
    json.writeEndObject();
    json.writeEndObject();
  }

  private static void stretches(JsonGenerator json, String name, List<PlanReport.Stretch> stretches)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (PlanReport.Stretch stretch : stretches) {
      json.writeStartObject();
      json.writeStringField("index", stretch.getIndex());
      json.writeNumberField("ranges", stretch.getRanges());
      json.writeNumberField("entries", stretch.getEntries());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
