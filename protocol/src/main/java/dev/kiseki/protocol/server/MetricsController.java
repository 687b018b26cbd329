package dev.kiseki.protocol.server;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;

/** Everything measured in this process, in Prometheus' text form. */
@Controller("/metrics")
final class MetricsController {
  private final PrometheusMeterRegistry registry;

  MetricsController(PrometheusMeterRegistry registry) {
    this.registry = registry;
  }

  @Get(produces = MediaType.ALL)
  HttpResponse<String> scrape() {
    return HttpResponse.ok(registry.scrape())
        .header("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
  }
}
