package dev.kiseki.ingest.accept;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.rule.Lengths;
import dev.kiseki.event.webhook.WebhookEvent;
import dev.kiseki.event.webhook.WebhookEvent.Action;
import dev.kiseki.event.webhook.WebhookEvent.Entity;
import dev.kiseki.event.webhook.WebhookRules;
import dev.kiseki.protocol.request.RequestFields;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Writes to webhooks, each from its fields; fields and rules in MLflow 3.17.2's order. Where a URL
 * leads is judged elsewhere.
 */
public final class WebhookAcceptance {
  private WebhookAcceptance() {}

  /**
   * Fields of a webhook; what is empty was not given.
   *
   * @param secret {@code ""} takes it away
   */
  public record Fields(
      Optional<String> name,
      Optional<String> url,
      Set<WebhookEvent> events,
      Optional<String> description,
      Optional<String> secret,
      Optional<Boolean> active) {
    public Fields {
      events = Set.copyOf(events);
    }
  }

  public static Fields create(RequestFields fields) {
    Optional<String> name = Optional.of(fields.requiredText("name"));
    Optional<String> url = Optional.of(fields.requiredText("url"));
    List<RequestFields> events = fields.requiredObjects("events");
    Fields given =
        new Fields(
            name,
            url,
            events(events),
            fields.text("description"),
            fields.text("secret"),
            active(fields));
    check(given);
    if (events.isEmpty()) {
      throw TrackingException.invalid(
          "Webhook events must be a non-empty list of WebhookEvent objects: [].");
    }
    return given;
  }

  /**
   * Name, URL and events that are empty count as not given. {@link #check} them when it is there.
   */
  public static Fields update(RequestFields fields) {
    return new Fields(
        fields.text("name").filter(name -> !name.isEmpty()),
        fields.text("url").filter(url -> !url.isEmpty()),
        events(fields.objectsOrNull("events")),
        fields.text("description"),
        fields.text("secret"),
        active(fields));
  }

  /** The event that a test is to tell; empty when none is named. */
  public static Optional<WebhookEvent> testEvent(RequestFields fields) {
    return fields.has("event")
        ? Optional.of(event(fields.requiredObject("event")))
        : Optional.empty();
  }

  /**
   * @throws TrackingException INVALID_PARAMETER_VALUE for a name that no webhook can have, or texts
   *     that are too long
   */
  public static void check(Fields fields) {
    fields.name().ifPresent(WebhookRules::name);
    fields.url().ifPresent(url -> Lengths.atMost("url", WebhookRules.LONGEST_URL, url));
    fields
        .description()
        .ifPresent(text -> Lengths.atMost("description", WebhookRules.LONGEST_DESCRIPTION, text));
    fields
        .secret()
        .ifPresent(secret -> Lengths.atMost("secret", WebhookRules.LONGEST_SECRET, secret));
  }

  private static Set<WebhookEvent> events(List<RequestFields> given) {
    Set<WebhookEvent> events = EnumSet.noneOf(WebhookEvent.class);
    for (RequestFields event : given) {
      events.add(event(event));
    }
    return events;
  }

  /** What MLflow fails on with 500, an unknown entity or action, is refused. */
  private static WebhookEvent event(RequestFields fields) {
    Entity entity =
        fields
            .enumeration("entity", name -> named(Entity.values(), name), Entity::ofNumber)
            .orElseThrow(() -> unknown(fields, "entity", Entity.values()));
    Action action =
        fields
            .enumeration("action", name -> named(Action.values(), name), Action::ofNumber)
            .orElseThrow(() -> unknown(fields, "action", Action.values()));
    return WebhookRules.event(entity, action);
  }

  private static TrackingException unknown(RequestFields fields, String name, Enum<?>[] allowed) {
    return TrackingException.invalid(
        "Invalid or missing value for parameter '"
            + fields.path()
            + name
            + "'. It must be one of "
            + List.of(allowed)
            + ".");
  }

  private static Optional<Boolean> active(RequestFields fields) {
    return fields
        .enumeration("status", name -> named(Status.values(), name), Status::ofNumber)
        .map(status -> status == Status.ACTIVE);
  }

  private static <E extends Enum<E>> Optional<E> named(E[] all, String name) {
    for (E one : all) {
      if (one.name().equals(name)) {
        return Optional.of(one);
      }
    }
    return Optional.empty();
  }

  /** MLflow's. */
  private enum Status {
    ACTIVE,
    DISABLED;

    static Optional<Status> ofNumber(long number) {
      if (number == 1) {
        return Optional.of(ACTIVE);
      }
      return number == 2 ? Optional.of(DISABLED) : Optional.empty();
    }
  }
}
