package dev.kiseki.ingest.webhook;

import dev.kiseki.event.catalog.CatalogProposal.ChangeWebhooks;
import dev.kiseki.event.webhook.Webhook;
import dev.kiseki.event.webhook.WebhookChange.EndDeliveries;
import dev.kiseki.event.webhook.Webhooks;
import dev.kiseki.ingest.publish.CatalogWriter;
import dev.kiseki.transport.WithService;
import dev.kiseki.transport.catalog.CatalogRecords;
import dev.kiseki.transport.catalog.CatalogReplica;
import dev.kiseki.transport.kafka.KafkaSettings;
import dev.kiseki.transport.kafka.TopicAdmin;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.Requires;
import jakarta.annotation.PreDestroy;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has a courier for every webhook that is owed something, while this instance is the one. */
@Context
@Requires(notEnv = WithService.LOOKING)
final class WebhookDeliveries implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(WebhookDeliveries.class);
  private static final long TICK_MILLIS = 200;
  private static final String SENDER = "kiseki-webhooks";

  private final CatalogReplica catalog;
  private final DeliveryLead lead;
  private final Courier.World world;
  private final Map<String, Courier> couriers = new HashMap<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(WebhookDeliveries::daemon);
  private final ExecutorService reader =
      Executors.newSingleThreadExecutor(WebhookDeliveries::daemon);

  WebhookDeliveries(
      CatalogReplica catalog,
      CatalogWriter writer,
      KafkaSettings kafka,
      TopicAdmin topics,
      WebhookSender sender,
      WebhookSettings settings,
      MeterRegistry metrics) {
    this.catalog = catalog;
    this.lead = new DeliveryLead(kafka);
    CatalogRecords records = new CatalogRecords(kafka);
    this.world =
        new Courier.World(
            id -> webhooks().get(id).orElse(null),
            (offsets, visitor) -> records.read(offsets, visitor::accept),
            reader,
            thread,
            end -> write(writer, end),
            sender,
            new Pauses(settings.longestPause(), () -> ThreadLocalRandom.current().nextDouble()),
            settings.giveUpAfter(),
            Clock.systemUTC(),
            new DeliveryMetrics(metrics));
    Gauge.builder("kiseki.webhook.pending", this, WebhookDeliveries::pending)
        .description("Events that webhooks have to be told")
        .register(metrics);
    topics.ready().thenRun(this::start);
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "webhooks");
    thread.setDaemon(true);
    return thread;
  }

  private Webhooks webhooks() {
    return catalog.latest().webhooks();
  }

  private double pending() {
    long[] sum = {0};
    webhooks().forEach(webhook -> sum[0] += webhook.outbox().size());
    return sum[0];
  }

  private void start() {
    lead.start();
    catalog.onChange(() -> thread.execute(this::tick));
    var unused =
        thread.scheduleWithFixedDelay(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void tick() {
    try {
      if (!lead.leading() || catalog.waitingFor().isPresent()) {
        couriers.values().forEach(Courier::stop);
        couriers.clear();
        return;
      }
      webhooks().forEach(this::employ);
      couriers.values().forEach(Courier::wake);
      couriers.values().removeIf(Courier::stopped);
    } catch (RuntimeException e) {
      log.error("deliveries to webhooks go on after a fault", e);
    }
  }

  private void employ(Webhook webhook) {
    if (webhook.outbox().size() > 0) {
      couriers.computeIfAbsent(webhook.id(), id -> new Courier(id, world));
    }
  }

  private static CompletableFuture<Void> write(CatalogWriter writer, EndDeliveries end) {
    return writer
        .write(new ChangeWebhooks(end), SENDER)
        .<Void>thenApply(written -> null)
        .toCompletableFuture();
  }

  @Override
  @PreDestroy
  public void close() {
    lead.close();
    thread.shutdownNow();
    reader.shutdownNow();
  }
}
