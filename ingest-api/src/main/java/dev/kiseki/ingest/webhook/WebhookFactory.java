package dev.kiseki.ingest.webhook;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.util.List;

/** Wires what deliveries and the routes of webhooks share. */
@Factory
final class WebhookFactory {
  @Singleton
  SecretBox secrets(WebhookSettings settings) {
    return settings.keyFile().map(SecretBox::of).orElseGet(() -> new SecretBox(List.of()));
  }

  @Singleton
  AllowedAddresses allowed(WebhookSettings settings) {
    return new AllowedAddresses(settings.privateNetworks());
  }

  @Singleton
  @Bean(preDestroy = "close")
  WebhookSender sender(SecretBox secrets, AllowedAddresses allowed, WebhookSettings settings) {
    return new WebhookSender(secrets, allowed, settings.timeout());
  }
}
