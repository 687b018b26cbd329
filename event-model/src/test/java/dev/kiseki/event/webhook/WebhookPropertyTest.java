package dev.kiseki.event.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.Header;
import dev.kiseki.event.catalog.CatalogEvent;
import dev.kiseki.event.catalog.CatalogFold;
import dev.kiseki.event.catalog.CatalogProposal;
import dev.kiseki.event.catalog.CatalogProposal.ChangeRegistry;
import dev.kiseki.event.catalog.CatalogProposal.ChangeWebhooks;
import dev.kiseki.event.catalog.CatalogState;
import dev.kiseki.event.registry.Expected;
import dev.kiseki.event.registry.RegistryChange;
import dev.kiseki.event.wire.CatalogEventCodec;
import dev.kiseki.event.wire.CatalogSnapshotCodec;
import dev.kiseki.event.wire.UnreadableEventException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Random webhooks and changes against ordinary queues, over the log's bytes and snapshots. */
class WebhookPropertyTest {
  private static final List<String> IDS = List.of("u", "v", "w");

  @Property(tries = 60)
  void owesWhatOrdinaryQueuesWould(@ForAll long seed) throws UnreadableEventException {
    Random random = new Random(seed);
    Map<String, Deque<Long>> owed = new TreeMap<>();
    CatalogState state = CatalogState.genesis();
    for (long offset = 0; offset < 200; offset++) {
      CatalogProposal proposal = proposal(random, offset);
      CatalogEvent event = new CatalogEvent(Header.of("test", offset), proposal);
      state =
          CatalogFold.apply(
                  state, CatalogEventCodec.decode(CatalogEventCodec.encode(event)), offset)
              .next();
      follow(owed, proposal, offset);
      if (random.nextInt(20) == 0) {
        CatalogState restored = restored(state);
        assertThat(restored).isEqualTo(state);
        state = restored;
      }
      requireSame(state, owed);
    }
  }

  private static CatalogProposal proposal(Random random, long offset) {
    String id = IDS.get(random.nextInt(IDS.size()));
    return switch (random.nextInt(10)) {
      case 0 ->
          new ChangeWebhooks(
              new WebhookChange.Create(
                  id, id, "", "", Set.of(WebhookEvent.REGISTERED_MODEL_CREATED), true, ""));
      case 1 -> new ChangeWebhooks(new WebhookChange.Delete(id));
      case 2, 3 ->
          new ChangeWebhooks(
              new WebhookChange.EndDeliveries(
                  id, offset - random.nextInt(40), new DeliveryCounts(1, 0, 0)));
      default ->
          new ChangeRegistry(
              new RegistryChange.CreateModel("m" + offset, "", List.of()), Expected.ANYTHING, "");
    };
  }

  private static void follow(Map<String, Deque<Long>> owed, CatalogProposal proposal, long offset) {
    if (proposal instanceof ChangeRegistry) {
      owed.values().forEach(queue -> queue.add(offset));
    } else if (proposal instanceof ChangeWebhooks webhooks) {
      if (webhooks.change() instanceof WebhookChange.Create create) {
        owed.put(create.id(), new ArrayDeque<>());
      } else if (webhooks.change() instanceof WebhookChange.Delete delete) {
        owed.remove(delete.id());
      } else if (webhooks.change() instanceof WebhookChange.EndDeliveries end) {
        owed.getOrDefault(end.id(), new ArrayDeque<>()).removeIf(at -> at <= end.upTo());
      }
    }
  }

  private static CatalogState restored(CatalogState state) throws UnreadableEventException {
    List<byte[]> parts = new ArrayList<>();
    CatalogSnapshotCodec.encode(state, 7, parts::add);
    CatalogSnapshotCodec.Assembly assembly = new CatalogSnapshotCodec.Assembly();
    for (byte[] part : parts) {
      assembly.add(CatalogSnapshotCodec.decode(part));
    }
    return assembly.state();
  }

  private static void requireSame(CatalogState state, Map<String, Deque<Long>> owed) {
    Map<String, List<Long>> found = new TreeMap<>();
    state
        .webhooks()
        .forEach(
            webhook -> {
              List<Long> offsets = new ArrayList<>();
              webhook.outbox().forEach(delivery -> offsets.add(delivery.offset()));
              assertThat(webhook.outbox().size()).isEqualTo(offsets.size());
              found.put(webhook.id(), offsets);
            });
    Map<String, List<Long>> expected = new TreeMap<>();
    owed.forEach((id, queue) -> expected.put(id, List.copyOf(queue)));
    assertThat(found).isEqualTo(expected);
  }
}
