package dev.kiseki.event.wire;

import dev.kiseki.event.KeyValue;
import dev.kiseki.event.catalog.CatalogProposal;
import dev.kiseki.event.catalog.CatalogProposal.ChangeRegistry;
import dev.kiseki.event.catalog.CatalogProposal.ChangeWebhooks;
import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.registry.Expected;
import dev.kiseki.event.registry.ModelStage;
import dev.kiseki.event.registry.RegistryChange;
import dev.kiseki.event.webhook.DeliveryCounts;
import dev.kiseki.event.webhook.WebhookChange;
import dev.kiseki.event.webhook.WebhookEvent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One of each kind of thing that can be proposed to the catalog, by its name in the golden file.
 */
final class CatalogSamples {
  private CatalogSamples() {}

  static Map<String, CatalogProposal> all() {
    Map<String, CatalogProposal> proposals = new LinkedHashMap<>();
    experiments(proposals);
    registry()
        .forEach(
            (name, change) ->
                proposals.put(name, new ChangeRegistry(change, Expected.ANYTHING, "ann")));
    proposals.put(
        "setAliasOnce",
        new ChangeRegistry(new RegistryChange.SetAlias("fraud", "c", 3), Expected.ABSENT, ""));
    proposals.put(
        "setAliasIfMatch",
        new ChangeRegistry(new RegistryChange.SetAlias("fraud", "c", 3), Expected.at(0), ""));
    webhooks().forEach((name, change) -> proposals.put(name, new ChangeWebhooks(change)));
    return proposals;
  }

  private static void experiments(Map<String, CatalogProposal> proposals) {
    proposals.put(
        "createExperiment",
        new CatalogProposal.CreateExperiment(
            "a", "", List.of(new KeyValue("k", "v")), "mlflow-artifacts:"));
    proposals.put(
        "renameExperiment", new CatalogProposal.RenameExperiment(new ExperimentId(1), "b"));
    proposals.put("deleteExperiment", new CatalogProposal.DeleteExperiment(new ExperimentId(1)));
    proposals.put("restoreExperiment", new CatalogProposal.RestoreExperiment(new ExperimentId(1)));
    proposals.put(
        "setExperimentTag", new CatalogProposal.SetExperimentTag(new ExperimentId(1), "k", ""));
    proposals.put(
        "deleteExperimentTag", new CatalogProposal.DeleteExperimentTag(new ExperimentId(1), "k"));
  }

  private static Map<String, RegistryChange> registry() {
    Map<String, RegistryChange> changes = new LinkedHashMap<>();
    changes.put(
        "createModel",
        new RegistryChange.CreateModel("fraud", "é", List.of(new KeyValue("k", "v"))));
    changes.put("describeModel", new RegistryChange.DescribeModel("fraud", ""));
    changes.put("renameModel", new RegistryChange.RenameModel("fraud", "theft"));
    changes.put("deleteModel", new RegistryChange.DeleteModel("fraud"));
    changes.put("setModelTag", new RegistryChange.SetModelTag("fraud", "k", ""));
    changes.put("deleteModelTag", new RegistryChange.DeleteModelTag("fraud", "k"));
    changes.put("setAlias", new RegistryChange.SetAlias("fraud", "champion", 300));
    changes.put("deleteAlias", new RegistryChange.DeleteAlias("fraud", "champion"));
    changes.put(
        "createVersion",
        new RegistryChange.CreateVersion(
            "fraud",
            "runs:/r/m",
            "mlflow-artifacts:/1/r/m",
            "r",
            "http://l",
            "d",
            List.of(new KeyValue("k", "v"))));
    changes.put(
        "describeVersion", new RegistryChange.DescribeVersion("fraud", 3, Optional.of("d")));
    changes.put(
        "describeVersionNot", new RegistryChange.DescribeVersion("fraud", 3, Optional.empty()));
    changes.put(
        "moveVersion", new RegistryChange.MoveVersion("fraud", 3, ModelStage.PRODUCTION, true));
    changes.put("deleteVersion", new RegistryChange.DeleteVersion("fraud", 3));
    changes.put("setVersionTag", new RegistryChange.SetVersionTag("fraud", 3, "k", "v"));
    changes.put("deleteVersionTag", new RegistryChange.DeleteVersionTag("fraud", 3, "k"));
    return changes;
  }

  private static Map<String, WebhookChange> webhooks() {
    Map<String, WebhookChange> changes = new LinkedHashMap<>();
    changes.put(
        "createWebhook",
        new WebhookChange.Create(
            "w-1", "ci", "d", "https://h/x", Set.of(WebhookEvent.values()), true, "sealed"));
    changes.put(
        "updateWebhook",
        new WebhookChange.Update(
            "w-1",
            Optional.of("n"),
            Optional.of(""),
            Optional.of("https://h/y"),
            Set.of(WebhookEvent.PROMPT_CREATED),
            Optional.of(false),
            Optional.of("")));
    changes.put(
        "updateNothingOfWebhook",
        new WebhookChange.Update(
            "w-1",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Set.of(),
            Optional.empty(),
            Optional.empty()));
    changes.put("deleteWebhook", new WebhookChange.Delete("w-1"));
    changes.put(
        "endDeliveries",
        new WebhookChange.EndDeliveries("w-1", 1_234, new DeliveryCounts(5, 0, 1)));
    return changes;
  }
}
