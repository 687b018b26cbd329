package dev.kiseki.event.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kiseki.event.Header;
import dev.kiseki.event.KeyValue;
import dev.kiseki.event.Verdict;
import dev.kiseki.event.catalog.CatalogEvent;
import dev.kiseki.event.catalog.CatalogFold;
import dev.kiseki.event.catalog.CatalogProposal.ChangeRegistry;
import dev.kiseki.event.catalog.CatalogProposal.ChangeWebhooks;
import dev.kiseki.event.catalog.CatalogState;
import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.registry.Expected;
import dev.kiseki.event.registry.ModelStage;
import dev.kiseki.event.registry.RegisteredModel;
import dev.kiseki.event.registry.RegistryChange;
import dev.kiseki.event.webhook.WebhookEvent.Action;
import dev.kiseki.event.webhook.WebhookEvent.Entity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WebhookFoldTest {
  private static final Set<WebhookEvent> ALL = Set.of(WebhookEvent.values());
  private static final List<KeyValue> PROMPT =
      List.of(new KeyValue(RegisteredModel.IS_PROMPT, "true"));

  private CatalogState state = CatalogState.genesis();
  private long offset;

  private boolean registry(RegistryChange change) {
    return apply(new ChangeRegistry(change, Expected.ANYTHING, ""));
  }

  private boolean webhooks(WebhookChange change) {
    return apply(new ChangeWebhooks(change));
  }

  private boolean apply(dev.kiseki.event.catalog.CatalogProposal proposal) {
    CatalogFold.Outcome outcome =
        CatalogFold.apply(
            state, new CatalogEvent(Header.of("test", 1_000 + offset), proposal), offset++);
    state = outcome.next();
    return outcome.verdict() instanceof Verdict.Applied;
  }

  private boolean create(String id, Set<WebhookEvent> events) {
    return webhooks(
        new WebhookChange.Create(id, "n", "d", "https://h/" + id, events, true, "sealed"));
  }

  private boolean set(String id, boolean active) {
    return webhooks(
        new WebhookChange.Update(
            id,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Set.of(),
            Optional.of(active),
            Optional.empty()));
  }

  private Webhook webhook(String id) {
    return state.webhooks().get(id).orElseThrow();
  }

  private List<String> owed(String id) {
    List<String> owed = new ArrayList<>();
    webhook(id).outbox().forEach(d -> owed.add(d.offset() + " " + d.event() + " " + d.version()));
    return owed;
  }

  private static RegistryChange version(String model, List<KeyValue> tags) {
    return new RegistryChange.CreateVersion(model, "s", "s", "", "", "", tags);
  }

  @Test
  void owesWhatHappensToModels() {
    create("w", ALL);
    registry(new RegistryChange.CreateModel("m", "", List.of())); // 1
    registry(version("m", List.of()));
    registry(version("m", List.of()));
    registry(new RegistryChange.SetVersionTag("m", 1, "k", "v")); // 4
    registry(new RegistryChange.DeleteVersionTag("m", 1, "none"));
    registry(new RegistryChange.SetAlias("m", "a", 2));
    registry(new RegistryChange.DeleteAlias("m", "a"));
    registry(new RegistryChange.SetModelTag("m", "k", "v")); // MLflow says nothing of these
    registry(new RegistryChange.DeleteModelTag("m", "k"));
    registry(new RegistryChange.DescribeModel("m", "d"));
    registry(new RegistryChange.DescribeVersion("m", 1, Optional.of("d")));
    registry(new RegistryChange.MoveVersion("m", 1, ModelStage.STAGING, false));
    registry(new RegistryChange.DeleteVersion("m", 1));
    registry(new RegistryChange.RenameModel("m", "n"));
    registry(new RegistryChange.DeleteModel("n"));
    assertThat(owed("w"))
        .containsExactly(
            "1 REGISTERED_MODEL_CREATED 0",
            "2 MODEL_VERSION_CREATED 1",
            "3 MODEL_VERSION_CREATED 2",
            "4 MODEL_VERSION_TAG_SET 0",
            "5 MODEL_VERSION_TAG_DELETED 0",
            "6 MODEL_VERSION_ALIAS_CREATED 0",
            "7 MODEL_VERSION_ALIAS_DELETED 0");
  }

  @Test
  void owesWhatHappensToPrompts() {
    create("w", ALL);
    registry(new RegistryChange.CreateModel("p", "", PROMPT)); // 1
    registry(version("p", PROMPT));
    registry(version("p", List.of())); // MLflow looks at the version's own tags
    registry(new RegistryChange.SetModelTag("p", "k", "v"));
    registry(new RegistryChange.DeleteModelTag("p", "k"));
    registry(new RegistryChange.SetVersionTag("p", 1, "k", "v"));
    registry(new RegistryChange.DeleteVersionTag("p", 1, "k"));
    registry(new RegistryChange.SetAlias("p", "a", 1));
    registry(new RegistryChange.DeleteAlias("p", "a"));
    assertThat(owed("w"))
        .containsExactly(
            "1 PROMPT_CREATED 0",
            "2 PROMPT_VERSION_CREATED 1",
            "3 MODEL_VERSION_CREATED 2",
            "4 PROMPT_TAG_SET 0",
            "5 PROMPT_TAG_DELETED 0",
            "6 PROMPT_VERSION_TAG_SET 0",
            "7 PROMPT_VERSION_TAG_DELETED 0",
            "8 PROMPT_ALIAS_CREATED 0",
            "9 PROMPT_ALIAS_DELETED 0");
  }

  @Test
  void owesNothingOfARefusedChangeNorBeforeItWasThereNorWhileItIsDisabledNorOfOtherEvents() {
    registry(new RegistryChange.CreateModel("m", "", List.of()));
    create("w", Set.of(WebhookEvent.MODEL_VERSION_CREATED, WebhookEvent.REGISTERED_MODEL_CREATED));
    assertThat(registry(new RegistryChange.CreateModel("m", "", List.of()))).isFalse();
    assertThat(registry(version("none", List.of()))).isFalse();
    registry(new RegistryChange.SetVersionTag("m", 1, "k", "v"));
    assertThat(owed("w")).isEmpty();
    registry(version("m", List.of()));
    set("w", false);
    registry(version("m", List.of()));
    set("w", true);
    registry(version("m", List.of()));
    assertThat(owed("w")).containsExactly("5 MODEL_VERSION_CREATED 1", "9 MODEL_VERSION_CREATED 3");
  }

  @Test
  void whatEndedIsNotOwedAnyMoreAndCountsOnce() {
    create("a", ALL);
    create("b", ALL);
    for (String name : List.of("m", "n", "o")) {
      registry(new RegistryChange.CreateModel(name, "", List.of()));
    }
    WebhookChange end = new WebhookChange.EndDeliveries("a", 3, new DeliveryCounts(1, 1, 0));
    webhooks(end);
    webhooks(end);
    assertThat(owed("a")).containsExactly("4 REGISTERED_MODEL_CREATED 0");
    assertThat(webhook("a").counts()).isEqualTo(new DeliveryCounts(1, 1, 0));
    assertThat(webhook("a").updatedAtMillis()).isEqualTo(1_000); // no change by a caller
    assertThat(owed("b")).hasSize(3);
  }

  @Test
  void theOldestIsLostWhenTooManyWait() {
    create("w", ALL);
    for (int i = 0; i < Webhook.MOST_PENDING + 3; i++) {
      registry(new RegistryChange.CreateModel("m" + i, "", List.of()));
    }
    assertThat(webhook("w").outbox().size()).isEqualTo(Webhook.MOST_PENDING);
    assertThat(webhook("w").outbox().oldest().orElseThrow().offset()).isEqualTo(4);
    assertThat(webhook("w").counts()).isEqualTo(new DeliveryCounts(0, 0, 3));
  }

  @Test
  void changesWhatIsGivenAndKeepsTheRest() {
    create("w", Set.of(WebhookEvent.PROMPT_CREATED));
    webhooks(
        new WebhookChange.Update(
            "w",
            Optional.empty(),
            Optional.of(""),
            Optional.empty(),
            Set.of(WebhookEvent.PROMPT_TAG_SET, WebhookEvent.MODEL_VERSION_CREATED),
            Optional.empty(),
            Optional.of("")));
    Webhook webhook = webhook("w");
    assertThat(webhook.name()).isEqualTo("n");
    assertThat(webhook.description()).isEmpty();
    assertThat(webhook.url()).isEqualTo("https://h/w");
    assertThat(webhook.events())
        .containsExactly(WebhookEvent.MODEL_VERSION_CREATED, WebhookEvent.PROMPT_TAG_SET);
    assertThat(webhook.active()).isTrue();
    assertThat(webhook.sealedSecret()).isEmpty();
    assertThat(webhook.createdAtMillis()).isEqualTo(1_000);
    assertThat(webhook.updatedAtMillis()).isEqualTo(1_001);
    assertThat(webhook.revision()).isEqualTo(1);
  }

  @Test
  void isGoneWithWhatItOwed() {
    create("old", ALL);
    create("new", ALL);
    registry(new RegistryChange.CreateModel("m", "", List.of()));
    assertThat(state.webhooks().newestFirst())
        .extracting(Webhook::id)
        .containsExactly("new", "old");
    assertThat(webhooks(new WebhookChange.Delete("old"))).isTrue();
    assertThat(webhooks(new WebhookChange.Delete("old"))).isFalse();
    assertThat(set("old", true)).isFalse();
    assertThat(webhooks(new WebhookChange.EndDeliveries("old", 9, DeliveryCounts.NONE))).isFalse();
    assertThat(state.webhooks().newestFirst()).extracting(Webhook::id).containsExactly("new");
  }

  @Test
  void namesAndPairsAreMlflows() {
    WebhookRules.name("a.B_c-1");
    WebhookRules.name("x".repeat(63));
    for (String wrong : List.of("", "-a", "a-", "a b", "é", "x".repeat(64), "a\n")) {
      assertThatThrownBy(() -> WebhookRules.name(wrong))
          .isInstanceOf(TrackingException.class)
          .hasMessageStartingWith("Webhook name ");
    }
    assertThat(WebhookRules.event(Entity.PROMPT_TAG, Action.SET))
        .isEqualTo(WebhookEvent.PROMPT_TAG_SET);
    assertThatThrownBy(() -> WebhookRules.event(Entity.PROMPT_TAG, Action.CREATED))
        .hasMessage(
            "Invalid action 'created' for entity 'prompt_tag'. Valid actions are: ['deleted',"
                + " 'set']");
  }
}
