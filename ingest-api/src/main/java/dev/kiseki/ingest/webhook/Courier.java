package dev.kiseki.ingest.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.kiseki.event.catalog.CatalogEvent;
import dev.kiseki.event.catalog.CatalogProposal.ChangeRegistry;
import dev.kiseki.event.map.OffsetList;
import dev.kiseki.event.webhook.Delivery;
import dev.kiseki.event.webhook.DeliveryCounts;
import dev.kiseki.event.webhook.Webhook;
import dev.kiseki.event.webhook.WebhookChange.EndDeliveries;
import dev.kiseki.ingest.webhook.WebhookSender.Answer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers to one webhook, one event after the other in the log's order. What it has delivered it
 * writes down now and then; if it dies before that, those are delivered again, with the same ids.
 * Touched by one thread.
 */
final class Courier {
  private static final Logger log = LoggerFactory.getLogger(Courier.class);
  private static final int READ_AT_ONCE = 32;
  private static final int END_AT_ONCE = 50;
  private static final long END_AFTER_MILLIS = 1_000;

  /**
   * What a courier works with.
   *
   * @param webhook as it is folded by now, or null when it is gone
   * @param records shows records of the catalog; blocks
   * @param reader where that happens
   * @param thread the couriers' own
   * @param end writes down what ended; fails when that is not certain
   * @param told counts how attempts went
   */
  record World(
      Function<String, Webhook> webhook,
      BiConsumer<OffsetList, BiConsumer<Long, CatalogEvent>> records,
      Executor reader,
      Executor thread,
      Function<EndDeliveries, CompletableFuture<Void>> end,
      WebhookSender sender,
      Pauses pauses,
      Duration giveUpAfter,
      Clock clock,
      DeliveryMetrics told) {}

  private record Ready(Delivery delivery, long at, Supplier<byte[]> body) {}

  private final String id;
  private final World world;
  private final Deque<Ready> ready = new ArrayDeque<>();
  private boolean busy;
  private boolean stopped;
  private int failures;
  private long notBefore;
  private long failedRevision = -1;

  private long doneUpTo = -1;
  private DeliveryCounts done = DeliveryCounts.NONE;
  private int doneSince;
  private long firstDoneAt;
  private boolean ending;

  Courier(String id, World world) {
    this.id = id;
    this.world = world;
  }

  /** Does what is due, if nothing is under way. */
  void wake() {
    Webhook webhook = world.webhook().apply(id);
    if (webhook == null || stopped) {
      stopped = true;
      return;
    }
    boolean idle = !busy && !deliverNext(webhook);
    if (doneSince > 0
        && !ending
        && (idle
            || doneSince >= END_AT_ONCE
            || world.clock().millis() - firstDoneAt >= END_AFTER_MILLIS)) {
      writeEnd();
    }
  }

  /** Somebody else delivers now, or nobody. */
  void stop() {
    stopped = true;
  }

  boolean stopped() {
    return stopped;
  }

  /** False when there is nothing to do. */
  private boolean deliverNext(Webhook webhook) {
    if (!webhook.active()) {
      return false;
    }
    if (world.clock().millis() < notBefore && webhook.revision() == failedRevision) {
      return false; // unless somebody mended the webhook meanwhile
    }
    if (ready.isEmpty()) {
      List<Delivery> next = next(webhook);
      if (next.isEmpty()) {
        return false;
      }
      read(next);
    } else {
      attempt(webhook, ready.peek());
    }
    return true;
  }

  private List<Delivery> next(Webhook webhook) {
    List<Delivery> next = new ArrayList<>();
    for (Delivery delivery : webhook.outbox()) {
      if (delivery.offset() > doneUpTo) {
        next.add(delivery);
      }
      if (next.size() == READ_AT_ONCE) {
        break;
      }
    }
    return next;
  }

  private void read(List<Delivery> deliveries) {
    busy = true;
    CompletableFuture.supplyAsync(() -> records(deliveries), world.reader())
        .whenCompleteAsync(
            (read, failure) -> {
              busy = false;
              if (failure == null) {
                ready.addAll(read);
              } else {
                log.warn("events for webhook {} can't be read: {}", id, failure.toString());
                pause(world.webhook().apply(id), Duration.ZERO);
              }
              wake();
            },
            world.thread());
  }

  private List<Ready> records(List<Delivery> deliveries) {
    OffsetList offsets = OffsetList.EMPTY;
    for (Delivery delivery : deliveries) {
      offsets = offsets.with(delivery.offset());
    }
    List<Ready> read = new ArrayList<>();
    world
        .records()
        .accept(
            offsets,
            (offset, event) -> {
              Delivery delivery = deliveries.get(read.size());
              long at = event.header().sentAtMillis();
              var change = ((ChangeRegistry) event.proposal()).change();
              read.add(new Ready(delivery, at, () -> ChangePayload.body(delivery, change, at)));
            });
    return read;
  }

  private void attempt(Webhook webhook, Ready next) {
    long now = world.clock().millis();
    if (now - next.at() > world.giveUpAfter().toMillis()) {
      log.error(
          "webhook {} ({}) was not told of record {}: it could not be delivered for {}",
          id,
          webhook.name(),
          next.delivery().offset(),
          world.giveUpAfter());
      over(new DeliveryCounts(0, 0, 1));
      world.thread().execute(this::wake);
      return;
    }
    busy = true;
    world
        .sender()
        .send(webhook, deliveryId(next.delivery()), now, next.body().get())
        .whenCompleteAsync(
            (answer, failure) -> {
              busy = false;
              if (!stopped) {
                judge(webhook, answer, failure);
                wake();
              }
            },
            world.thread());
  }

  /** Who gets something twice can tell by this. */
  private String deliveryId(Delivery delivery) {
    return UUID.nameUUIDFromBytes((id + "@" + delivery.offset()).getBytes(UTF_8)).toString();
  }

  private void judge(Webhook webhook, Answer answer, Throwable failure) {
    if (failure == null && answer.status() >= 200 && answer.status() < 300) {
      world.told().delivered();
      over(new DeliveryCounts(1, 0, 0));
    } else if (failure == null && refuses(answer.status())) {
      world.told().refused();
      log.warn(
          "webhook {} ({}) was refused by its endpoint with {}",
          id,
          webhook.name(),
          answer.status());
      over(new DeliveryCounts(0, 1, 0));
    } else {
      world.told().failed();
      if (failures == 0) {
        log.warn(
            "webhook {} ({}) can't be delivered and is tried again: {}",
            id,
            webhook.name(),
            failure == null ? "status " + answer.status() : failure.toString());
      }
      pause(webhook, failure == null ? answer.retryAfter().orElse(Duration.ZERO) : Duration.ZERO);
    }
  }

  /** What sending it again would not change. MLflow repeats no 4xx but 429. */
  private static boolean refuses(int status) {
    return status < 500 && status != 408 && status != 425 && status != 429;
  }

  private void pause(Webhook webhook, Duration atLeast) {
    failures++;
    notBefore = world.clock().millis() + world.pauses().after(failures, atLeast).toMillis();
    failedRevision = webhook == null ? -1 : webhook.revision();
  }

  private void over(DeliveryCounts counts) {
    doneUpTo = ready.remove().delivery().offset();
    done = done.plus(counts);
    if (doneSince++ == 0) {
      firstDoneAt = world.clock().millis();
    }
    failures = 0;
    notBefore = 0;
  }

  private void writeEnd() {
    DeliveryCounts written = done;
    int writtenSince = doneSince;
    ending = true;
    world
        .end()
        .apply(new EndDeliveries(id, doneUpTo, written))
        .whenCompleteAsync(
            (nothing, failure) -> {
              ending = false;
              if (failure == null) {
                done = done.plus(written.negative());
                doneSince -= writtenSince;
              }
              firstDoneAt = world.clock().millis();
            },
            world.thread());
  }
}
