package dev.kiseki.ingest.webhook;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.rule.PythonText;
import dev.kiseki.event.webhook.Webhook;
import dev.kiseki.event.webhook.WebhookEvent;
import io.micronaut.scheduling.TaskExecutors;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What a route needs to know beyond the request: hosts, keys, and whether an endpoint answers. */
@Singleton
public final class WebhookChecks {
  private static final long LOOKUP_SECONDS = 5;

  private final WebhookUrls urls;
  private final SecretBox secrets;
  private final WebhookSender sender;
  private final ExecutorService threads;

  WebhookChecks(
      AllowedAddresses allowed,
      SecretBox secrets,
      WebhookSender sender,
      @Named(TaskExecutors.BLOCKING) ExecutorService threads) {
    this.urls = new WebhookUrls(allowed);
    this.secrets = secrets;
    this.sender = sender;
    this.threads = threads;
  }

  /**
   * How a test went.
   *
   * @param success whether the endpoint took it
   * @param status 0 = it did not answer
   * @param text the answer's beginning, or what kept it away
   */
  public record Tested(boolean success, int status, String text) {}

  /** Fails with INVALID_PARAMETER_VALUE for a URL that no request would be sent to. */
  public CompletionStage<Void> url(String url) {
    return CompletableFuture.runAsync(() -> urls.check(url), threads)
        .orTimeout(LOOKUP_SECONDS, TimeUnit.SECONDS)
        .exceptionally(
            failure -> {
              if (failure instanceof TimeoutException) {
                throw TrackingException.invalid(
                    "Timed out resolving the hostname of Webhook URL "
                        + PythonText.repr(url)
                        + " after "
                        + LOOKUP_SECONDS
                        + " seconds");
              }
              throw failure instanceof CompletionException wrapped
                  ? wrapped
                  : new CompletionException(failure);
            });
  }

  /**
   * @throws TrackingException INVALID_PARAMETER_VALUE when there is no key to keep it with
   */
  public String seal(String webhookId, String secret) {
    if (secret.isEmpty()) {
      return "";
    }
    if (!secrets.hasKey()) {
      throw TrackingException.invalid(
          "This server has no key to keep the secrets of webhooks with. Its operator has to set"
              + " kiseki.webhooks.key-file, or the webhook has to do without a secret.");
    }
    return secrets.seal(webhookId, secret);
  }

  /** Sends an example once. */
  public CompletionStage<Tested> test(Webhook webhook, WebhookEvent event, long at) {
    return sender
        .send(webhook, UUID.randomUUID().toString(), at, ExamplePayload.body(event, at))
        .handle(
            (answer, failure) ->
                failure == null
                    ? new Tested(answer.status() < 400, answer.status(), answer.body())
                    : new Tested(false, 0, "Failed to test webhook: " + failure.getMessage()));
  }
}
