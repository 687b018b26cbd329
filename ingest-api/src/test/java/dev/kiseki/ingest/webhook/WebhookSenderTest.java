package dev.kiseki.ingest.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kiseki.event.webhook.DeliveryCounts;
import dev.kiseki.event.webhook.Outbox;
import dev.kiseki.event.webhook.Webhook;
import dev.kiseki.event.webhook.WebhookEvent;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WebhookSenderTest {
  private static final byte[] BODY = "{\"é\":1}".getBytes(UTF_8);
  private static final AllowedAddresses LOOPBACK = new AllowedAddresses(List.of("127.0.0.1"));

  private final SecretBox secrets = new SecretBox(List.of(new byte[32]));
  private final WebhookSender sender = new WebhookSender(secrets, LOOPBACK, Duration.ofSeconds(20));

  @AfterEach
  void close() {
    sender.close();
  }

  private static Webhook webhook(String url, String sealed) {
    return new Webhook(
        "w",
        "n",
        "",
        url,
        Set.of(WebhookEvent.PROMPT_CREATED),
        true,
        sealed,
        0,
        0,
        0,
        0,
        Outbox.EMPTY,
        DeliveryCounts.NONE);
  }

  private static WebhookSender.Answer send(WebhookSender from, Webhook webhook) throws Exception {
    return from.send(webhook, "d-1", 1_700_000_000_999L, BODY).get(30, TimeUnit.SECONDS);
  }

  @Test
  void sendsAndSigns() throws Exception {
    try (Endpoint endpoint = new Endpoint(n -> 201)) {
      WebhookSender.Answer answer =
          send(sender, webhook(endpoint.url(), secrets.seal("w", "geheim")));
      assertThat(answer.status()).isEqualTo(201);
      assertThat(answer.body()).isEqualTo("answer 1");
      Endpoint.Got got = endpoint.got().get(0);
      assertThat(got.path()).isEqualTo("/hook?a=b");
      assertThat(got.body()).isEqualTo("{\"é\":1}");
      assertThat(got.headers().getFirst("Content-Type")).isEqualTo("application/json");
      assertThat(got.headers().getFirst("X-MLflow-Delivery-Id")).isEqualTo("d-1");
      assertThat(got.headers().getFirst("X-MLflow-Timestamp")).isEqualTo("1700000000");
      // MLflow's _generate_hmac_signature of the same
      assertThat(got.headers().getFirst("X-MLflow-Signature"))
          .isEqualTo("v1,ZFfHwrUelEWSTbzxnJJ7zei8AgVvyKPulbYeOqHGanY=");
    }
  }

  @Test
  void signsNothingWithoutASecretAndPassesCredentialsOfTheUrl() throws Exception {
    try (Endpoint endpoint = new Endpoint(n -> 200)) {
      send(sender, webhook(endpoint.url().replace("http://", "http://ann:p%40s@"), ""));
      assertThat(endpoint.got().get(0).headers()).doesNotContainKey("X-mlflow-signature");
      assertThat(endpoint.got().get(0).headers().getFirst("Authorization"))
          .isEqualTo("Basic YW5uOnBAcw==");
    }
  }

  @Test
  void followsNoRedirectAndTellsHowLongToWait() throws Exception {
    try (Endpoint endpoint = new Endpoint(n -> 307)) {
      endpoint.answerHeaders().set("Location", "http://127.0.0.1:1/");
      endpoint.answerHeaders().set("Retry-After", "7");
      WebhookSender.Answer answer = send(sender, webhook(endpoint.url(), ""));
      assertThat(answer.status()).isEqualTo(307);
      assertThat(answer.retryAfter()).contains(Duration.ofSeconds(7));
      assertThat(endpoint.got()).hasSize(1);
    }
  }

  @Test
  void sendsToNoForbiddenPlaceWhateverTheUrlWasTakenFor() throws Exception {
    try (Endpoint endpoint = new Endpoint(n -> 200);
        WebhookSender strict =
            new WebhookSender(secrets, new AllowedAddresses(List.of()), Duration.ofSeconds(5))) {
      String name = endpoint.url().replace("127.0.0.1", "localhost");
      for (String url : List.of(endpoint.url(), name)) {
        assertThatThrownBy(() -> send(strict, webhook(url, "")))
            .isInstanceOf(ExecutionException.class)
            .hasMessageContaining("Webhook connection blocked");
      }
      assertThat(endpoint.got()).isEmpty();
    }
  }

  @Test
  void doesNotWaitForEver() throws Exception {
    try (Endpoint endpoint = new Endpoint(n -> 0);
        WebhookSender hasty = new WebhookSender(secrets, LOOPBACK, Duration.ofMillis(300))) {
      assertThatThrownBy(() -> send(hasty, webhook(endpoint.url(), "")))
          .isInstanceOf(ExecutionException.class)
          .hasMessageContaining("timeout");
    }
  }

  @Test
  void aSecretThatCannotBeOpenedIsAFailureAndNothingGoesOut() throws Exception {
    byte[] other = new byte[32];
    other[0] = 1;
    String sealed = new SecretBox(List.of(other)).seal("w", "s");
    try (Endpoint endpoint = new Endpoint(n -> 200)) {
      assertThatThrownBy(() -> send(sender, webhook(endpoint.url(), sealed)))
          .hasCauseInstanceOf(GeneralSecurityException.class);
      assertThat(endpoint.got()).isEmpty();
    }
  }
}
