package dev.kiseki.event.wire;

import dev.kiseki.event.catalog.CatalogProposal.ChangeWebhooks;
import dev.kiseki.event.webhook.DeliveryCounts;
import dev.kiseki.event.webhook.WebhookChange;
import dev.kiseki.event.webhook.WebhookEvent;
import dev.kiseki.event.wire.proto.CreateWebhook;
import dev.kiseki.event.wire.proto.DeleteWebhook;
import dev.kiseki.event.wire.proto.EndDeliveries;
import dev.kiseki.event.wire.proto.UpdateWebhook;
import dev.kiseki.event.wire.proto.WebhookChangeRecord;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Changes of webhooks inside catalog events. */
final class WebhookCodec {
  private WebhookCodec() {}

  static WebhookChangeRecord message(WebhookChange change) {
    WebhookChangeRecord.Builder message = WebhookChangeRecord.newBuilder();
    return change.match(new Fill(message.setWebhookId(change.id()))).build();
  }

  static ChangeWebhooks change(WebhookChangeRecord message) throws UnreadableEventException {
    return new ChangeWebhooks(read(message.getWebhookId(), message));
  }

  private static WebhookChange read(String id, WebhookChangeRecord message)
      throws UnreadableEventException {
    return switch (message.getChangeCase()) {
      case CREATE -> {
        CreateWebhook create = message.getCreate();
        yield new WebhookChange.Create(
            id,
            create.getName(),
            create.getDescription(),
            create.getUrl(),
            events(create.getEventsList()),
            create.getActive(),
            create.getSealedSecret());
      }
      case UPDATE -> {
        UpdateWebhook update = message.getUpdate();
        yield new WebhookChange.Update(
            id,
            update.hasName() ? Optional.of(update.getName()) : Optional.empty(),
            update.hasDescription() ? Optional.of(update.getDescription()) : Optional.empty(),
            update.hasUrl() ? Optional.of(update.getUrl()) : Optional.empty(),
            events(update.getEventsList()),
            update.hasActive() ? Optional.of(update.getActive()) : Optional.empty(),
            update.hasSealedSecret() ? Optional.of(update.getSealedSecret()) : Optional.empty());
      }
      case DELETE -> new WebhookChange.Delete(id);
      case END_DELIVERIES -> {
        EndDeliveries end = message.getEndDeliveries();
        yield new WebhookChange.EndDeliveries(
            id,
            end.getUpTo(),
            new DeliveryCounts(end.getDelivered(), end.getRefused(), end.getLost()));
      }
      case CHANGE_NOT_SET ->
          throw new UnreadableEventException("webhook change of a kind that is unknown here");
    };
  }

  static List<Integer> numbers(Set<WebhookEvent> events) {
    return events.stream().map(WebhookEvent::number).toList();
  }

  /** Without those of a later release. */
  static Set<WebhookEvent> events(List<Integer> numbers) {
    Set<WebhookEvent> events = EnumSet.noneOf(WebhookEvent.class);
    numbers.forEach(number -> WebhookEvent.ofNumber(number).ifPresent(events::add));
    return events;
  }

  private record Fill(WebhookChangeRecord.Builder message)
      implements WebhookChange.Cases<WebhookChangeRecord.Builder> {
    @Override
    public WebhookChangeRecord.Builder create(WebhookChange.Create create) {
      return message.setCreate(
          CreateWebhook.newBuilder()
              .setName(create.name())
              .setDescription(create.description())
              .setUrl(create.url())
              .addAllEvents(numbers(create.events()))
              .setActive(create.active())
              .setSealedSecret(create.sealedSecret()));
    }

    @Override
    public WebhookChangeRecord.Builder update(WebhookChange.Update update) {
      UpdateWebhook.Builder fields =
          UpdateWebhook.newBuilder().addAllEvents(numbers(update.events()));
      update.name().ifPresent(fields::setName);
      update.description().ifPresent(fields::setDescription);
      update.url().ifPresent(fields::setUrl);
      update.active().ifPresent(fields::setActive);
      update.sealedSecret().ifPresent(fields::setSealedSecret);
      return message.setUpdate(fields);
    }

    @Override
    public WebhookChangeRecord.Builder delete(WebhookChange.Delete delete) {
      return message.setDelete(DeleteWebhook.getDefaultInstance());
    }

    @Override
    public WebhookChangeRecord.Builder endDeliveries(WebhookChange.EndDeliveries end) {
      return message.setEndDeliveries(
          EndDeliveries.newBuilder()
              .setUpTo(end.upTo())
              .setDelivered(end.counts().delivered())
              .setRefused(end.counts().refused())
              .setLost(end.counts().lost()));
    }
  }
}
