package dev.kiseki.event.webhook;

import java.util.Optional;
import java.util.Set;

/** The closed set of changes to webhooks. */
public sealed interface WebhookChange {
  String id();

  <R> R match(Cases<R> cases);

  /** One method a case and no fallback. */
  interface Cases<R> {
    R create(Create create);

    R update(Update update);

    R delete(Delete delete);

    R endDeliveries(EndDeliveries end);
  }

  /** See {@link Webhook} for the fields. */
  record Create(
      String id,
      String name,
      String description,
      String url,
      Set<WebhookEvent> events,
      boolean active,
      String sealedSecret)
      implements WebhookChange {
    public Create {
      events = WebhookEvent.ordered(events);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.create(this);
    }
  }

  /**
   * What is empty stays as it is.
   *
   * @param sealedSecret {@code ""} takes the secret away
   */
  record Update(
      String id,
      Optional<String> name,
      Optional<String> description,
      Optional<String> url,
      Set<WebhookEvent> events,
      Optional<Boolean> active,
      Optional<String> sealedSecret)
      implements WebhookChange {
    public Update {
      events = WebhookEvent.ordered(events);
    }

    @Override
    public <R> R match(Cases<R> cases) {
      return cases.update(this);
    }
  }

  /** With what it still had to deliver. */
  record Delete(String id) implements WebhookChange {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.delete(this);
    }
  }

  /**
   * Says that everything up to a record needs no more delivering.
   *
   * @param counts how that ended; counts only when something was still due
   */
  record EndDeliveries(String id, long upTo, DeliveryCounts counts) implements WebhookChange {
    @Override
    public <R> R match(Cases<R> cases) {
      return cases.endDeliveries(this);
    }
  }
}
