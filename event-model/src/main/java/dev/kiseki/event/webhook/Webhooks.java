package dev.kiseki.event.webhook;

import dev.kiseki.event.map.KeyedMap;
import dev.kiseki.event.registry.Registry;
import dev.kiseki.event.registry.RegistryChange;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** All webhooks after some record. Immutable. */
public final class Webhooks {
  public static final Webhooks NONE = new Webhooks(KeyedMap.empty());

  private final KeyedMap<Webhook> byId;

  private Webhooks(KeyedMap<Webhook> byId) {
    this.byId = byId;
  }

  /** Those that a snapshot describes. */
  public static Webhooks of(Collection<Webhook> webhooks) {
    Webhooks all = NONE;
    for (Webhook webhook : webhooks) {
      all = all.with(webhook);
    }
    return all;
  }

  public boolean isEmpty() {
    return byId.isEmpty();
  }

  public Optional<Webhook> get(String id) {
    return byId.get(id);
  }

  public void forEach(Consumer<Webhook> visitor) {
    byId.forEach((id, webhook) -> visitor.accept(webhook));
  }

  public List<Webhook> newestFirst() {
    List<Webhook> all = new ArrayList<>(byId.size());
    forEach(all::add);
    all.sort(Comparator.comparingLong(Webhook::createdOffset).reversed());
    return all;
  }

  /**
   * Notes what the active webhooks have to be told of a change. Costs a look at each webhook.
   *
   * @param change was applied
   * @param after the registry with it
   */
  public Webhooks hear(RegistryChange change, Registry after, long offset) {
    if (isEmpty()) {
      return this;
    }
    Delivery delivery = Notices.of(change, after, offset).orElse(null);
    if (delivery == null) {
      return this;
    }
    List<Webhook> listening = new ArrayList<>();
    forEach(
        webhook -> {
          if (webhook.active() && webhook.events().contains(delivery.event())) {
            listening.add(webhook.owing(delivery));
          }
        });
    Webhooks next = this;
    for (Webhook webhook : listening) {
      next = next.with(webhook);
    }
    return next;
  }

  Webhooks with(Webhook webhook) {
    return new Webhooks(byId.with(webhook.id(), webhook));
  }

  Webhooks without(String id) {
    return new Webhooks(byId.without(id));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Webhooks that && byId.equals(that.byId);
  }

  @Override
  public int hashCode() {
    return byId.hashCode();
  }
}
