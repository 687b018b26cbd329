package dev.kiseki.ingest.webhook;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** {@code kiseki_webhook_attempts_total}, by how they went. */
final class DeliveryMetrics {
  private final Counter delivered;
  private final Counter refused;
  private final Counter failed;

  DeliveryMetrics(MeterRegistry registry) {
    this.delivered = counter(registry, "delivered");
    this.refused = counter(registry, "refused");
    this.failed = counter(registry, "failed");
  }

  private static Counter counter(MeterRegistry registry, String outcome) {
    return Counter.builder("kiseki.webhook.attempts")
        .description("Requests to webhooks")
        .tag("outcome", outcome)
        .register(registry);
  }

  void delivered() {
    delivered.increment();
  }

  void refused() {
    refused.increment();
  }

  void failed() {
    failed.increment();
  }
}
