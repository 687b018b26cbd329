package dev.kiseki.ingest.http;

import dev.kiseki.event.Verdict;
import dev.kiseki.event.catalog.CatalogProposal.ChangeWebhooks;
import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.webhook.Webhook;
import dev.kiseki.event.webhook.WebhookChange;
import dev.kiseki.event.webhook.WebhookEvent;
import dev.kiseki.event.webhook.WebhookRules;
import dev.kiseki.event.webhook.Webhooks;
import dev.kiseki.ingest.accept.WebhookAcceptance;
import dev.kiseki.ingest.publish.CatalogView;
import dev.kiseki.ingest.publish.CatalogWriter;
import dev.kiseki.ingest.webhook.WebhookChecks;
import dev.kiseki.protocol.answer.JsonAnswer;
import dev.kiseki.protocol.answer.WebhookJson;
import dev.kiseki.protocol.request.RequestReader;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Writes to webhooks, and the test of one. */
@Controller
@Consumes(MediaType.ALL)
final class WebhooksController {
  private static final String API = "/api/2.0/mlflow/webhooks";
  private static final String AJAX = "/ajax-api/2.0/mlflow/webhooks";

  private final CatalogView catalog;
  private final CatalogWriter writer;
  private final WebhookChecks checks;

  WebhooksController(CatalogView catalog, CatalogWriter writer, WebhookChecks checks) {
    this.catalog = catalog;
    this.writer = writer;
    this.checks = checks;
  }

  @Post(uris = {API, AJAX})
  CompletionStage<HttpResponse<byte[]>> create(HttpRequest<byte[]> request) {
    WebhookAcceptance.Fields fields = WebhookAcceptance.create(RequestReader.read(request));
    String id = UUID.randomUUID().toString();
    return checks
        .url(fields.url().orElseThrow())
        .thenCompose(
            allowed ->
                written(
                    request,
                    new WebhookChange.Create(
                        id,
                        fields.name().orElseThrow(),
                        fields.description().orElse(""),
                        fields.url().orElseThrow(),
                        fields.events(),
                        fields.active().orElse(true),
                        checks.seal(id, fields.secret().orElse("")))))
        .thenApply(after -> answer(after, id));
  }

  @Patch(uris = {API + "/{webhookId}", AJAX + "/{webhookId}"})
  CompletionStage<HttpResponse<byte[]>> update(
      HttpRequest<byte[]> request, @PathVariable String webhookId) {
    WebhookAcceptance.Fields fields = WebhookAcceptance.update(RequestReader.read(request));
    return webhook(webhookId)
        .thenCompose(
            webhook -> {
              WebhookAcceptance.check(fields);
              return fields
                  .url()
                  .map(checks::url)
                  .orElseGet(() -> CompletableFuture.completedStage(null));
            })
        .thenCompose(
            allowed ->
                written(
                    request,
                    new WebhookChange.Update(
                        webhookId,
                        fields.name(),
                        fields.description(),
                        fields.url(),
                        fields.events(),
                        fields.active(),
                        fields.secret().map(secret -> checks.seal(webhookId, secret)))))
        .thenApply(after -> answer(after, webhookId));
  }

  @Delete(uris = {API + "/{webhookId}", AJAX + "/{webhookId}"})
  CompletionStage<HttpResponse<byte[]>> delete(
      HttpRequest<byte[]> request, @PathVariable String webhookId) {
    return written(request, new WebhookChange.Delete(webhookId))
        .thenApply(after -> JsonAnswer.empty());
  }

  /** Sends an example of an event, of the first one that the webhook hears of if none is named. */
  @Post(uris = {API + "/{webhookId}/test", AJAX + "/{webhookId}/test"})
  CompletionStage<HttpResponse<byte[]>> test(
      HttpRequest<byte[]> request, @PathVariable String webhookId) {
    Optional<WebhookEvent> event = WebhookAcceptance.testEvent(RequestReader.read(request));
    return webhook(webhookId)
        .thenCompose(
            webhook ->
                checks.test(
                    webhook,
                    event.orElseGet(() -> webhook.events().iterator().next()),
                    Caller.header(request).sentAtMillis()))
        .thenApply(WebhooksController::answer);
  }

  private static HttpResponse<byte[]> answer(WebhookChecks.Tested tested) {
    return JsonAnswer.ok(
        json -> {
          json.writeStartObject();
          json.writeObjectFieldStart("result");
          json.writeBooleanField("success", tested.success());
          if (tested.status() > 0) {
            json.writeNumberField("response_status", tested.status());
          }
          json.writeStringField(
              tested.status() > 0 ? "response_body" : "error_message", tested.text());
          json.writeEndObject();
          json.writeEndObject();
        });
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

  private CompletionStage<Webhooks> written(HttpRequest<?> request, WebhookChange change) {
    return writer
        .write(new ChangeWebhooks(change), Caller.sender(request))
        .thenApply(
            outcome -> {
              if (outcome.verdict() instanceof Verdict.Rejected refusal) {
                throw refusal.exception();
              }
              return outcome.next().webhooks();
            });
  }

  private static HttpResponse<byte[]> answer(Webhooks webhooks, String id) {
    return JsonAnswer.ok(WebhookJson.answer(webhooks.get(id).orElseThrow()));
  }
}
