package dev.kiseki.query.http;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.webhook.DeliveryCounts;
import dev.kiseki.event.webhook.Webhook;
import dev.kiseki.event.webhook.WebhookRules;
import dev.kiseki.protocol.answer.JsonAnswer;
import dev.kiseki.protocol.answer.WebhookJson;
import dev.kiseki.protocol.request.RequestFields;
import dev.kiseki.protocol.request.RequestReader;
import dev.kiseki.query.gather.CatalogView;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Reading webhooks. */
@Controller
@Consumes(MediaType.ALL)
final class WebhooksController {
  private static final String API = "/api/2.0/mlflow/webhooks";
  private static final String AJAX = "/ajax-api/2.0/mlflow/webhooks";
  private static final long USUAL = 100;
  private static final long MOST = 1_000;

  private final CatalogView catalog;

  WebhooksController(CatalogView catalog) {
    this.catalog = catalog;
  }

  @Get(
      uris = {API + "/{webhookId}", AJAX + "/{webhookId}"},
      produces = MediaType.ALL)
  CompletionStage<HttpResponse<byte[]>> get(@PathVariable String webhookId) {
    return webhook(webhookId).thenApply(webhook -> JsonAnswer.ok(WebhookJson.answer(webhook)));
  }

  /** Newest first. A token is where the last one stands in the order of creation. */
  @Get(
      uris = {API, AJAX},
      produces = MediaType.ALL)
  CompletionStage<HttpResponse<byte[]>> list(HttpRequest<byte[]> request) {
    RequestFields fields = RequestReader.read(request);
    long given = fields.int32("max_results").orElse(0);
    long most = given == 0 ? USUAL : given;
    if (most < 1 || most > MOST) {
      throw TrackingException.invalid("max_results must be between 1 and 1000.");
    }
    long before = before(fields.textOrEmpty("page_token"));
    return catalog
        .current()
        .thenApply(
            state ->
                answer(
                    state.webhooks().newestFirst().stream()
                        .filter(webhook -> webhook.createdOffset() < before)
                        .limit(most + 1)
                        .toList(),
                    (int) most));
  }

  private static HttpResponse<byte[]> answer(List<Webhook> found, int most) {
    boolean more = found.size() > most;
    List<Webhook> page = more ? found.subList(0, most) : found;
    return JsonAnswer.ok(
        json -> {
          json.writeStartObject();
          if (!page.isEmpty()) {
            json.writeArrayFieldStart("webhooks");
            for (Webhook webhook : page) {
              WebhookJson.write(json, webhook);
            }
            json.writeEndArray();
          }
          if (more) {
            json.writeStringField("next_page_token", token(page.get(most - 1).createdOffset()));
          }
          json.writeEndObject();
        });
  }

  private static String token(long offset) {
    return Base64.getUrlEncoder()
        .encodeToString(Long.toString(offset).getBytes(StandardCharsets.US_ASCII));
  }

  private static long before(String token) {
    if (token.isEmpty()) {
      return Long.MAX_VALUE;
    }
    try {
      return Long.parseLong(
          new String(Base64.getUrlDecoder().decode(token), StandardCharsets.US_ASCII));
    } catch (IllegalArgumentException e) {
      throw TrackingException.invalid("Invalid page token, could not base64-decode");
    }
  }

  /** How delivering to a webhook goes: Kiseki's own. */
  @Get(
      uris = {
        "/api/2.0/kiseki/webhooks/{webhookId}/deliveries",
        "/ajax-api/2.0/kiseki/webhooks/{webhookId}/deliveries"
      },
      produces = MediaType.ALL)
  CompletionStage<HttpResponse<byte[]>> deliveries(@PathVariable String webhookId) {
    return webhook(webhookId)
        .thenApply(
            webhook ->
                JsonAnswer.ok(
                    json -> {
                      DeliveryCounts counts = webhook.counts();
                      json.writeStartObject();
                      json.writeNumberField("pending", webhook.outbox().size());
                      json.writeNumberField("delivered", counts.delivered());
                      json.writeNumberField("refused", counts.refused());
                      json.writeNumberField("lost", counts.lost());
                      json.writeEndObject();
                    }));
  }

  private CompletionStage<Webhook> webhook(String id) {
    return catalog
        .current()
        .thenApply(
            state ->
                state
                    .webhooks()
                    .get(id)
                    .orElseThrow(() -> TrackingException.notFound(WebhookRules.unknown(id))));
  }
}
