package dev.kiseki.event.webhook;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.rule.PythonText;
import dev.kiseki.event.webhook.WebhookEvent.Action;
import dev.kiseki.event.webhook.WebhookEvent.Entity;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Names and events of webhooks. MLflow 3.17.2: {@code mlflow/utils/validation.py}, {@code
 * entities/webhook.py}; the lengths are those of its columns, which its databases enforce.
 */
public final class WebhookRules {
  public static final int LONGEST_URL = 500;
  public static final int LONGEST_DESCRIPTION = 1_000;
  public static final int LONGEST_SECRET = 700;

  private WebhookRules() {}

  /** Which webhook there is none of. */
  public static String unknown(String id) {
    return "Webhook with ID " + id + " not found.";
  }

  public static void name(String name) {
    if (name.length() > 63 || !name.matches("[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?")) {
      throw TrackingException.invalid(
          "Webhook name "
              + PythonText.repr(name)
              + " is invalid. It must start and end with a letter or digit, be less than 63"
              + " characters long, and contain only letters, digits, dots (.), underscores (_), and"
              + " hyphens (-).");
    }
  }

  /**
   * @throws TrackingException INVALID_PARAMETER_VALUE for a pair that cannot happen
   */
  public static WebhookEvent event(Entity entity, Action action) {
    return WebhookEvent.of(entity, action)
        .orElseThrow(
            () -> {
              List<String> valid = WebhookEvent.actionsOf(entity);
              return TrackingException.invalid(
                  "Invalid action '"
                      + action.name().toLowerCase(Locale.ROOT)
                      + "' for entity '"
                      + entity.name().toLowerCase(Locale.ROOT)
                      + "'. Valid actions are: "
                      + valid.stream()
                          .map(name -> "'" + name.toLowerCase(Locale.ROOT) + "'")
                          .collect(Collectors.joining(", ", "[", "]")));
            });
  }
}
