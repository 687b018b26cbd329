package dev.kiseki.ingest.webhook;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What an operator decides about webhooks, {@code kiseki.webhooks.*}.
 *
 * @param keyFile keys that secrets are kept with, 32 bytes in base64 a line; the first one seals,
 *     all of them open. Without it no webhook can have a secret
 * @param privateNetworks networks such as {@code 10.20.0.0/16} that webhooks may lead to besides
 *     public addresses, also without TLS. None
 * @param timeout longest time for one request
 * @param giveUpAfter an event that could not be delivered for so long is lost
 * @param longestPause longest time between two attempts
 */
@ConfigurationProperties("kiseki.webhooks")
public record WebhookSettings(
    Optional<Path> keyFile,
    @Bindable(defaultValue = "") List<String> privateNetworks,
    @Bindable(defaultValue = "30s") Duration timeout,
    @Bindable(defaultValue = "24h") Duration giveUpAfter,
    @Bindable(defaultValue = "5m") Duration longestPause) {
  public WebhookSettings {
    privateNetworks = privateNetworks.stream().filter(network -> !network.isBlank()).toList();
    requirePositive("timeout", timeout);
    requirePositive("give-up-after", giveUpAfter);
    requirePositive("longest-pause", longestPause);
  }

  private static void requirePositive(String name, Duration duration) {
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException("kiseki.webhooks." + name + " must be positive");
    }
  }
}
