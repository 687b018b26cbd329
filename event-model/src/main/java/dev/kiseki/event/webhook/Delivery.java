package dev.kiseki.event.webhook;

/**
 * Something that a webhook has to be told. What exactly stands in the record.
 *
 * @param offset of the record on catalog-events
 * @param version number that the fold gave to a new version; 0 for other events
 */
public record Delivery(long offset, WebhookEvent event, int version) {}
