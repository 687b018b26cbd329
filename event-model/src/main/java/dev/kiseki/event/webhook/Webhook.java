package dev.kiseki.event.webhook;

import java.util.Set;

/**
 * A webhook. Times are epoch milliseconds.
 *
 * @param sealedSecret the secret that deliveries are signed with, as only those can read it who
 *     have the operator's key; {@code ""} = none
 * @param createdOffset place in the order of creation
 * @param revision offset of the last change by a caller
 */
public record Webhook(
    String id,
    String name,
    String description,
    String url,
    Set<WebhookEvent> events,
    boolean active,
    String sealedSecret,
    long createdAtMillis,
    long updatedAtMillis,
    long createdOffset,
    long revision,
    Outbox outbox,
    DeliveryCounts counts) {
  /** More events than this wait for a webhook only at the cost of the oldest. */
  public static final int MOST_PENDING = 100_000;

  public Webhook {
    events = WebhookEvent.ordered(events);
  }

  Webhook changed(WebhookChange.Update update, long at, long offset) {
    return new Webhook(
        id,
        update.name().orElse(name),
        update.description().orElse(description),
        update.url().orElse(url),
        update.events().isEmpty() ? events : update.events(),
        update.active().orElse(active),
        update.sealedSecret().orElse(sealedSecret),
        createdAtMillis,
        at,
        createdOffset,
        offset,
        outbox,
        counts);
  }

  /** With something more to deliver. */
  Webhook owing(Delivery delivery) {
    return outbox.size() < MOST_PENDING
        ? with(outbox.with(delivery), counts)
        : with(
            outbox.after(outbox.oldest().orElseThrow().offset()).with(delivery),
            counts.plus(new DeliveryCounts(0, 0, 1)));
  }

  /** With deliveries that ended, whoever says it how often. */
  Webhook ended(WebhookChange.EndDeliveries end) {
    Outbox rest = outbox.after(end.upTo());
    return rest.size() == outbox.size() ? this : with(rest, counts.plus(end.counts()));
  }

  private Webhook with(Outbox nextOutbox, DeliveryCounts nextCounts) {
    return new Webhook(
        id,
        name,
        description,
        url,
        events,
        active,
        sealedSecret,
        createdAtMillis,
        updatedAtMillis,
        createdOffset,
        revision,
        nextOutbox,
        nextCounts);
  }
}
