package dev.kiseki.ingest.webhook;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.kiseki.event.webhook.WebhookEvent;
import dev.kiseki.protocol.answer.JsonAnswer;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Bodies of deliveries. MLflow 3.17.2: {@code mlflow/webhooks/delivery.py}, {@code types.py}. */
final class Payloads {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSxxx").withZone(ZoneOffset.UTC);

  private Payloads() {}

  /** Writes the fields of {@code data}. */
  interface Data {
    void write(JsonGenerator json) throws IOException;
  }

  /**
   * @param at epoch milliseconds of what happened
   */
  static byte[] body(WebhookEvent event, long at, Data data) {
    return JsonAnswer.bytes(
        json -> {
          json.writeStartObject();
          json.writeStringField("entity", event.entity().name().toLowerCase(Locale.ROOT));
          json.writeStringField("action", event.action().name().toLowerCase(Locale.ROOT));
          json.writeStringField("timestamp", TIME.format(Instant.ofEpochMilli(at)));
          json.writeObjectFieldStart("data");
          data.write(json);
          json.writeEndObject();
          json.writeEndObject();
        });
  }
}
