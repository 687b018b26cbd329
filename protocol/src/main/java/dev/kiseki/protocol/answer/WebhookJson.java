package dev.kiseki.protocol.answer;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.kiseki.event.webhook.Webhook;
import dev.kiseki.event.webhook.WebhookEvent;
import java.io.IOException;

/** Webhooks in the form of MLflow's messages, fields in their order; never a secret. */
public final class WebhookJson {
  private WebhookJson() {}

  /** {@code {"webhook": …}}. */
  public static byte[] answer(Webhook webhook) {
    return JsonAnswer.bytes(
        json -> {
          json.writeStartObject();
          json.writeFieldName("webhook");
          write(json, webhook);
          json.writeEndObject();
        });
  }

  public static void write(JsonGenerator json, Webhook webhook) throws IOException {
    json.writeStartObject();
    json.writeStringField("webhook_id", webhook.id());
    json.writeStringField("name", webhook.name());
    if (!webhook.description().isEmpty()) {
      json.writeStringField("description", webhook.description());
    }
    json.writeStringField("url", webhook.url());
    json.writeArrayFieldStart("events");
    for (WebhookEvent event : webhook.events()) {
      json.writeStartObject();
      json.writeStringField("entity", event.entity().name());
      json.writeStringField("action", event.action().name());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeStringField("status", webhook.active() ? "ACTIVE" : "DISABLED");
    json.writeNumberField("creation_timestamp", webhook.createdAtMillis());
    json.writeNumberField("last_updated_timestamp", webhook.updatedAtMillis());
    json.writeEndObject();
  }
}
