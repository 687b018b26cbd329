package dev.kiseki.event.webhook;

import dev.kiseki.event.Verdict;
import dev.kiseki.event.fault.ErrorCode;
import java.util.function.UnaryOperator;

/**
 * (webhooks, change, offset) → (webhooks', verdict). What a webhook may look like is judged before
 * a change is proposed; here only whether it is there.
 */
public final class WebhookFold {
  private WebhookFold() {}

  /**
   * @param next the webhooks after the change; the same when it was rejected
   */
  public record Outcome(Webhooks next, Verdict verdict) {}

  /**
   * Judges and applies one change.
   *
   * @param at epoch milliseconds at which the change was accepted
   */
  public static Outcome apply(Webhooks webhooks, WebhookChange change, long at, long offset) {
    return change.match(new Judge(webhooks, at, offset));
  }

  private record Judge(Webhooks webhooks, long at, long offset)
      implements WebhookChange.Cases<Outcome> {
    @Override
    public Outcome create(WebhookChange.Create create) {
      return applied(
          webhooks.with(
              new Webhook(
                  create.id(),
                  create.name(),
                  create.description(),
                  create.url(),
                  create.events(),
                  create.active(),
                  create.sealedSecret(),
                  at,
                  at,
                  offset,
                  offset,
                  Outbox.EMPTY,
                  DeliveryCounts.NONE)));
    }

    @Override
    public Outcome update(WebhookChange.Update update) {
      return whenKnown(update.id(), webhook -> webhook.changed(update, at, offset));
    }

    @Override
    public Outcome delete(WebhookChange.Delete delete) {
      return webhooks.get(delete.id()).isPresent()
          ? applied(webhooks.without(delete.id()))
          : unknown(delete.id());
    }

    @Override
    public Outcome endDeliveries(WebhookChange.EndDeliveries end) {
      return whenKnown(end.id(), webhook -> webhook.ended(end));
    }

    private Outcome whenKnown(String id, UnaryOperator<Webhook> change) {
      return webhooks
          .get(id)
          .map(webhook -> applied(webhooks.with(change.apply(webhook))))
          .orElseGet(() -> unknown(id));
    }

    private Outcome unknown(String id) {
      return new Outcome(
          webhooks, Verdict.rejected(ErrorCode.RESOURCE_DOES_NOT_EXIST, WebhookRules.unknown(id)));
    }

    private static Outcome applied(Webhooks next) {
      return new Outcome(next, Verdict.APPLIED);
    }
  }
}
