package dev.kiseki.ingest.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.kiseki.event.webhook.Webhook;
import java.io.IOException;
import java.net.Proxy;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.ConnectionPool;
import okhttp3.Credentials;
import okhttp3.Dispatcher;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/**
 * Sends one signed request. Redirects are not followed, and no proxy is used: both would lead past
 * the check of the address.
 */
final class WebhookSender implements AutoCloseable {
  private static final MediaType JSON = MediaType.get("application/json");
  private static final Duration LONGEST_CONNECT = Duration.ofSeconds(10);
  private static final int ANSWER_BYTES = 64 << 10;
  private static final int REQUESTS = 64;

  private final SecretBox secrets;
  private final OkHttpClient client;

  /**
   * What an endpoint said.
   *
   * @param body its beginning, at most 64 KiB
   * @param retryAfter as it asks for, in seconds
   */
  record Answer(int status, String body, Optional<Duration> retryAfter) {}

  WebhookSender(SecretBox secrets, AllowedAddresses allowed, Duration timeout) {
    this.secrets = secrets;
    Dispatcher dispatcher = new Dispatcher();
    dispatcher.setMaxRequests(REQUESTS);
    dispatcher.setMaxRequestsPerHost(REQUESTS);
    this.client =
        new OkHttpClient.Builder()
            .dispatcher(dispatcher)
            .connectionPool(new ConnectionPool(16, 30, TimeUnit.SECONDS))
            .socketFactory(new GuardedSockets(allowed))
            .proxy(Proxy.NO_PROXY)
            .followRedirects(false)
            .followSslRedirects(false)
            .connectTimeout(timeout.compareTo(LONGEST_CONNECT) < 0 ? timeout : LONGEST_CONNECT)
            .readTimeout(timeout)
            .writeTimeout(timeout)
            .callTimeout(timeout)
            .build();
  }

  /**
   * @param deliveryId the same when the same is sent again
   * @param at epoch milliseconds of this attempt
   * @return fails with what kept the endpoint from answering
   */
  CompletableFuture<Answer> send(Webhook webhook, String deliveryId, long at, byte[] body) {
    CompletableFuture<Answer> answered = new CompletableFuture<>();
    try {
      client
          .newCall(request(webhook, deliveryId, Long.toString(at / 1_000), body))
          .enqueue(
              new Callback() {
                @Override
                public void onFailure(Call call, IOException failure) {
                  answered.completeExceptionally(failure);
                }

                @Override
                public void onResponse(Call call, Response response) {
                  try (response) {
                    answered.complete(answer(response));
                  } catch (IOException failure) {
                    answered.completeExceptionally(failure);
                  }
                }
              });
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      answered.completeExceptionally(e);
    }
    return answered;
  }

  private Request request(Webhook webhook, String deliveryId, String seconds, byte[] body)
      throws GeneralSecurityException {
    HttpUrl url = HttpUrl.get(webhook.url());
    Request.Builder request =
        new Request.Builder()
            .url(url)
            .header("User-Agent", "kiseki")
            .header("X-MLflow-Delivery-Id", deliveryId)
            .header("X-MLflow-Timestamp", seconds)
            .post(RequestBody.create(body, JSON));
    if (!url.username().isEmpty() || !url.password().isEmpty()) {
      request.header("Authorization", Credentials.basic(url.username(), url.password(), UTF_8));
    }
    if (!webhook.sealedSecret().isEmpty()) {
      String secret = secrets.open(webhook.id(), webhook.sealedSecret());
      request.header("X-MLflow-Signature", signature(secret, deliveryId, seconds, body));
    }
    return request.build();
  }

  /** MLflow 3.17.2: {@code _generate_hmac_signature}. */
  static String signature(String secret, String deliveryId, String seconds, byte[] body)
      throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
    mac.update((deliveryId + "." + seconds + ".").getBytes(UTF_8));
    return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
  }

  private static Answer answer(Response response) throws IOException {
    String wait = response.header("Retry-After", "");
    return new Answer(
        response.code(),
        response.peekBody(ANSWER_BYTES).string(),
        wait.matches("\\d{1,6}")
            ? Optional.of(Duration.ofSeconds(Long.parseLong(wait)))
            : Optional.empty());
  }

  @Override
  public void close() {
    client.dispatcher().cancelAll();
    client.dispatcher().executorService().shutdown();
    client.connectionPool().evictAll();
  }
}
