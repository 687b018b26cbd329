package dev.kiseki.event.wire;

import dev.kiseki.event.webhook.Delivery;
import dev.kiseki.event.webhook.DeliveryCounts;
import dev.kiseki.event.webhook.Outbox;
import dev.kiseki.event.webhook.Webhook;
import dev.kiseki.event.webhook.WebhookEvent;
import dev.kiseki.event.webhook.Webhooks;
import dev.kiseki.event.wire.proto.CatalogSnapshotPart;
import dev.kiseki.event.wire.proto.PendingDeliveries;
import dev.kiseki.event.wire.proto.WebhookState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The webhooks inside catalog snapshots. */
final class WebhookSnapshotCodec {
  private static final int DELIVERIES_AN_ENTRY = 10_000;

  private WebhookSnapshotCodec() {}

  static void encode(Webhooks webhooks, CatalogSnapshotCodec.Packing packing) {
    webhooks.forEach(
        webhook -> {
          WebhookState message = toProto(webhook);
          packing.add(message.getSerializedSize(), part -> part.addWebhooks(message));
          PendingDeliveries.Builder entry = pending(webhook);
          for (Delivery delivery : webhook.outbox()) {
            entry
                .addOffsets(delivery.offset())
                .addEvents(delivery.event().number())
                .addVersions(delivery.version());
            if (entry.getOffsetsCount() == DELIVERIES_AN_ENTRY) {
              add(entry.build(), packing);
              entry = pending(webhook);
            }
          }
          if (entry.getOffsetsCount() > 0) {
            add(entry.build(), packing);
          }
        });
  }

  private static PendingDeliveries.Builder pending(Webhook webhook) {
    return PendingDeliveries.newBuilder().setWebhookId(webhook.id());
  }

  private static void add(PendingDeliveries message, CatalogSnapshotCodec.Packing packing) {
    packing.add(message.getSerializedSize(), part -> part.addPendingDeliveries(message));
  }

  private static WebhookState toProto(Webhook webhook) {
    return WebhookState.newBuilder()
        .setWebhookId(webhook.id())
        .setName(webhook.name())
        .setDescription(webhook.description())
        .setUrl(webhook.url())
        .addAllEvents(WebhookCodec.numbers(webhook.events()))
        .setActive(webhook.active())
        .setSealedSecret(webhook.sealedSecret())
        .setCreationTimeMs(webhook.createdAtMillis())
        .setLastUpdateTimeMs(webhook.updatedAtMillis())
        .setCreatedOffset(webhook.createdOffset())
        .setRevision(webhook.revision())
        .setDelivered(webhook.counts().delivered())
        .setRefused(webhook.counts().refused())
        .setLost(webhook.counts().lost())
        .build();
  }

  /** Puts the webhooks together from parts, in whatever order they come. */
  static final class Reading {
    private final List<WebhookState> states = new ArrayList<>();
    private final Map<String, TreeMap<Long, Delivery>> pending = new HashMap<>();

    void add(CatalogSnapshotPart part) {
      states.addAll(part.getWebhooksList());
      for (PendingDeliveries entry : part.getPendingDeliveriesList()) {
        TreeMap<Long, Delivery> deliveries =
            pending.computeIfAbsent(entry.getWebhookId(), id -> new TreeMap<>());
        for (int i = 0; i < entry.getOffsetsCount(); i++) {
          long offset = entry.getOffsets(i);
          int version = entry.getVersions(i);
          WebhookEvent.ofNumber(entry.getEvents(i))
              .ifPresent(event -> deliveries.put(offset, new Delivery(offset, event, version)));
        }
      }
    }

    Webhooks webhooks() {
      return Webhooks.of(states.stream().map(this::fromProto).toList());
    }

    private Webhook fromProto(WebhookState message) {
      return new Webhook(
          message.getWebhookId(),
          message.getName(),
          message.getDescription(),
          message.getUrl(),
          WebhookCodec.events(message.getEventsList()),
          message.getActive(),
          message.getSealedSecret(),
          message.getCreationTimeMs(),
          message.getLastUpdateTimeMs(),
          message.getCreatedOffset(),
          message.getRevision(),
          Outbox.of(pending.getOrDefault(message.getWebhookId(), new TreeMap<>()).values()),
          new DeliveryCounts(message.getDelivered(), message.getRefused(), message.getLost()));
    }
  }
}
