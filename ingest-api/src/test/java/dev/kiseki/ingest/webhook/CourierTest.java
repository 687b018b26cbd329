package dev.kiseki.ingest.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.Header;
import dev.kiseki.event.catalog.CatalogEvent;
import dev.kiseki.event.catalog.CatalogFold;
import dev.kiseki.event.catalog.CatalogProposal;
import dev.kiseki.event.catalog.CatalogProposal.ChangeRegistry;
import dev.kiseki.event.catalog.CatalogProposal.ChangeWebhooks;
import dev.kiseki.event.catalog.CatalogState;
import dev.kiseki.event.map.OffsetList;
import dev.kiseki.event.registry.Expected;
import dev.kiseki.event.registry.RegistryChange;
import dev.kiseki.event.webhook.DeliveryCounts;
import dev.kiseki.event.webhook.Webhook;
import dev.kiseki.event.webhook.WebhookChange;
import dev.kiseki.event.webhook.WebhookChange.EndDeliveries;
import dev.kiseki.event.webhook.WebhookEvent;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A courier between a real fold and a real endpoint. */
@Timeout(60)
class CourierTest {
  private final ExecutorService thread = Executors.newSingleThreadExecutor();
  private final ExecutorService reader = Executors.newSingleThreadExecutor();
  private final SecretBox secrets = new SecretBox(List.of());
  private final WebhookSender sender =
      new WebhookSender(
          secrets, new AllowedAddresses(List.of("127.0.0.1")), Duration.ofSeconds(10));
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final List<CatalogEvent> log = new ArrayList<>();
  private final List<EndDeliveries> ends = new ArrayList<>();
  private CatalogState state = CatalogState.genesis();
  private final AtomicLong now = new AtomicLong(1_000_000);
  private boolean endsFail;
  private boolean logIsAway;
  private Endpoint endpoint;

  @AfterEach
  void close() throws Exception {
    thread.shutdownNow();
    reader.shutdownNow();
    sender.close();
    endpoint.close();
  }

  private synchronized void append(CatalogProposal proposal) {
    CatalogEvent event = new CatalogEvent(Header.of("test", now.get()), proposal);
    log.add(event);
    state = CatalogFold.apply(state, event, log.size() - 1).next();
  }

  private void webhookAt(IntUnaryOperator answers) throws IOException {
    endpoint = new Endpoint(answers);
    append(
        new ChangeWebhooks(
            new WebhookChange.Create(
                "w",
                "n",
                "",
                endpoint.url(),
                Set.of(WebhookEvent.REGISTERED_MODEL_CREATED),
                true,
                "")));
  }

  private void models(int count) {
    for (int i = 0; i < count; i++) {
      append(
          new ChangeRegistry(
              new RegistryChange.CreateModel("m" + log.size(), "", List.of()),
              Expected.ANYTHING,
              ""));
    }
  }

  private synchronized Webhook webhook() {
    return state.webhooks().get("w").orElse(null);
  }

  private synchronized void records(OffsetList offsets, BiConsumer<Long, CatalogEvent> visitor) {
    if (logIsAway) {
      throw new IllegalStateException("away");
    }
    for (int i = 0; i < offsets.size(); i++) {
      visitor.accept(offsets.get(i), log.get((int) offsets.get(i)));
    }
  }

  private synchronized CompletableFuture<Void> end(EndDeliveries end) {
    if (endsFail) {
      return CompletableFuture.failedFuture(new IOException("away"));
    }
    ends.add(end);
    append(new ChangeWebhooks(end));
    return CompletableFuture.completedFuture(null);
  }

  private Courier courier() {
    Clock clock =
        new Clock() {
          @Override
          public ZoneId getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(ZoneId zone) {
            return this;
          }

          @Override
          public Instant instant() {
            return Instant.ofEpochMilli(now.get());
          }
        };
    return new Courier(
        "w",
        new Courier.World(
            id -> webhook(),
            this::records,
            reader,
            thread,
            this::end,
            sender,
            new Pauses(Duration.ofMinutes(5), () -> 1.0),
            Duration.ofHours(24),
            clock,
            new DeliveryMetrics(metrics)));
  }

  /** Wakes it until the outbox is empty. */
  private void work(Courier courier) throws Exception {
    while (webhook().outbox().size() > 0) {
      wake(courier);
    }
  }

  private void wake(Courier courier) throws Exception {
    thread.submit(courier::wake).get(30, TimeUnit.SECONDS);
    Thread.sleep(2);
  }

  /** Wakes it until so many requests came and were judged, and a little longer. */
  private void until(Courier courier, int requests) throws Exception {
    while (attempts("delivered") + attempts("refused") + attempts("failed") < requests) {
      wake(courier);
    }
    for (int i = 0; i < 50; i++) {
      wake(courier);
    }
  }

  private List<String> told() {
    List<String> names = new ArrayList<>();
    for (Endpoint.Got got : endpoint.got()) {
      names.add(got.body().replaceFirst(".*\"name\":\"(m\\d+)\".*", "$1"));
    }
    return names;
  }

  private double attempts(String outcome) {
    return metrics.get("kiseki.webhook.attempts").tag("outcome", outcome).counter().count();
  }

  @Test
  void tellsEverythingOnceAndInOrder() throws Exception {
    webhookAt(n -> 200);
    models(120);
    work(courier());
    List<String> expected = new ArrayList<>();
    for (int i = 1; i <= 120; i++) {
      expected.add("m" + i);
    }
    assertThat(told()).isEqualTo(expected);
    assertThat(endpoint.got().stream().map(g -> g.headers().getFirst("X-MLflow-Delivery-Id")))
        .doesNotHaveDuplicates();
    assertThat(webhook().counts()).isEqualTo(new DeliveryCounts(120, 0, 0));
    assertThat(ends).hasSizeLessThan(10); // not one record for each
    assertThat(attempts("delivered")).isEqualTo(120);
  }

  @Test
  void whoeverFollowsTellsAgainWhatWasNotWrittenDown() throws Exception {
    webhookAt(n -> 200);
    models(3);
    endsFail = true;
    Courier killed = courier();
    until(killed, 3);
    thread.submit(killed::stop).get();
    assertThat(webhook().outbox().size()).isEqualTo(3);
    endsFail = false;
    work(courier());
    assertThat(told()).containsExactly("m1", "m2", "m3", "m1", "m2", "m3");
    List<String> ids =
        endpoint.got().stream().map(g -> g.headers().getFirst("X-MLflow-Delivery-Id")).toList();
    assertThat(ids.subList(0, 3)).isEqualTo(ids.subList(3, 6)); // so that it can be told
    assertThat(webhook().counts()).isEqualTo(new DeliveryCounts(3, 0, 0));
  }

  @Test
  void whatCouldNotBeWrittenDownIsNotToldAgainByTheSame() throws Exception {
    webhookAt(n -> 200);
    models(3);
    endsFail = true;
    Courier courier = courier();
    until(courier, 3);
    endsFail = false;
    work(courier);
    assertThat(told()).containsExactly("m1", "m2", "m3");
    assertThat(webhook().counts()).isEqualTo(new DeliveryCounts(3, 0, 0));
  }

  @Test
  void triesAgainLaterAndLaterAndTellsNothingElseMeanwhile() throws Exception {
    webhookAt(n -> n <= 3 ? 503 : 200);
    models(2);
    Courier courier = courier();
    until(courier, 1);
    for (long pause : List.of(1_000L, 2_000L, 4_000L)) {
      int before = endpoint.got().size();
      now.addAndGet(pause - 1);
      until(courier, before);
      assertThat(endpoint.got()).hasSize(before);
      now.addAndGet(1);
      until(courier, before + 1);
    }
    work(courier);
    assertThat(told()).containsExactly("m1", "m1", "m1", "m1", "m2");
    assertThat(endpoint.got().get(3).headers().getFirst("X-MLflow-Timestamp")).isEqualTo("1007");
    assertThat(attempts("failed")).isEqualTo(3);
  }

  @Test
  void waitsAsLongAsTheEndpointWants() throws Exception {
    webhookAt(n -> n == 1 ? 429 : 200);
    endpoint.answerHeaders().set("Retry-After", "60");
    models(1);
    Courier courier = courier();
    until(courier, 1);
    now.addAndGet(59_999);
    until(courier, 1);
    assertThat(endpoint.got()).hasSize(1);
    now.addAndGet(1);
    work(courier);
    assertThat(endpoint.got()).hasSize(2);
  }

  @Test
  void goesOnAtOnceWhenTheWebhookWasMended() throws Exception {
    webhookAt(n -> n == 1 ? 500 : 200);
    models(1);
    Courier courier = courier();
    until(courier, 1);
    append(
        new ChangeWebhooks(
            new WebhookChange.Update(
                "w",
                Optional.empty(),
                Optional.empty(),
                Optional.of(endpoint.url().replace("hook", "mended")),
                Set.of(),
                Optional.empty(),
                Optional.empty())));
    work(courier);
    assertThat(endpoint.got().get(1).path()).isEqualTo("/mended?a=b");
  }

  @Test
  void aRefusalIsNotRepeated() throws Exception {
    webhookAt(n -> n == 1 ? 400 : n == 2 ? 302 : 200);
    models(3);
    work(courier());
    assertThat(told()).containsExactly("m1", "m2", "m3");
    assertThat(webhook().counts()).isEqualTo(new DeliveryCounts(1, 2, 0));
  }

  @Test
  void whatIsTooOldIsLostAndCounted() throws Exception {
    webhookAt(n -> 500);
    models(2);
    Courier courier = courier();
    until(courier, 1);
    now.addAndGet(Duration.ofHours(24).toMillis() + 1);
    work(courier);
    assertThat(webhook().counts()).isEqualTo(new DeliveryCounts(0, 0, 2));
    assertThat(endpoint.got()).hasSize(1);
  }

  @Test
  void aDisabledWebhookIsToldLater() throws Exception {
    webhookAt(n -> 200);
    models(1);
    active(false);
    Courier courier = courier();
    until(courier, 0);
    assertThat(endpoint.got()).isEmpty();
    active(true);
    work(courier);
    assertThat(endpoint.got()).hasSize(1);
  }

  private void active(boolean active) {
    append(
        new ChangeWebhooks(
            new WebhookChange.Update(
                "w",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Set.of(),
                Optional.of(active),
                Optional.empty())));
  }

  @Test
  void readsTheLogAgainWhenItWasAway() throws Exception {
    webhookAt(n -> 200);
    models(1);
    logIsAway = true;
    Courier courier = courier();
    until(courier, 0);
    logIsAway = false;
    now.addAndGet(60_000);
    work(courier);
    assertThat(endpoint.got()).hasSize(1);
  }

  @Test
  void stopsWithItsWebhook() throws Exception {
    webhookAt(n -> 500);
    models(1);
    Courier courier = courier();
    until(courier, 1);
    append(new ChangeWebhooks(new WebhookChange.Delete("w")));
    wake(courier);
    assertThat(courier.stopped()).isTrue();
  }
}
