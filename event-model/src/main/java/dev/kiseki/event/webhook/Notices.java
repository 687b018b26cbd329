package dev.kiseki.event.webhook;

import dev.kiseki.event.registry.RegisteredModel;
import dev.kiseki.event.registry.Registry;
import dev.kiseki.event.registry.RegistryChange;
import java.util.Optional;

/**
 * Which event a change of the registry is. MLflow 3.17.2, {@code deliver_webhook} in {@code
 * mlflow/server/handlers.py}: what is new is a prompt by its own tags, everything else by the tags
 * that its model has afterwards.
 */
final class Notices {
  private Notices() {}

  /** Empty for changes that no webhook can hear of. */
  static Optional<Delivery> of(RegistryChange change, Registry after, long offset) {
    return Optional.ofNullable(change.match(new Find(after, offset)));
  }

  private record Find(Registry after, long offset) implements RegistryChange.Cases<Delivery> {
    private boolean prompt(RegistryChange change) {
      return after.model(change.model()).filter(RegisteredModel::prompt).isPresent();
    }

    private Delivery one(boolean prompt, WebhookEvent ofPrompt, WebhookEvent ofModel) {
      return new Delivery(offset, prompt ? ofPrompt : ofModel, 0);
    }

    @Override
    public Delivery createModel(RegistryChange.CreateModel create) {
      return one(
          RegisteredModel.prompt(create.tags()),
          WebhookEvent.PROMPT_CREATED,
          WebhookEvent.REGISTERED_MODEL_CREATED);
    }

    @Override
    public Delivery describeModel(RegistryChange.DescribeModel describe) {
      return null;
    }

    @Override
    public Delivery renameModel(RegistryChange.RenameModel rename) {
      return null;
    }

    @Override
    public Delivery deleteModel(RegistryChange.DeleteModel delete) {
      return null;
    }

    @Override
    public Delivery setModelTag(RegistryChange.SetModelTag set) {
      return prompt(set) ? new Delivery(offset, WebhookEvent.PROMPT_TAG_SET, 0) : null;
    }

    @Override
    public Delivery deleteModelTag(RegistryChange.DeleteModelTag delete) {
      return prompt(delete) ? new Delivery(offset, WebhookEvent.PROMPT_TAG_DELETED, 0) : null;
    }

    @Override
    public Delivery setAlias(RegistryChange.SetAlias set) {
      return one(
          prompt(set), WebhookEvent.PROMPT_ALIAS_CREATED, WebhookEvent.MODEL_VERSION_ALIAS_CREATED);
    }

    @Override
    public Delivery deleteAlias(RegistryChange.DeleteAlias delete) {
      return one(
          prompt(delete),
          WebhookEvent.PROMPT_ALIAS_DELETED,
          WebhookEvent.MODEL_VERSION_ALIAS_DELETED);
    }

    @Override
    public Delivery createVersion(RegistryChange.CreateVersion create) {
      return new Delivery(
          offset,
          RegisteredModel.prompt(create.tags())
              ? WebhookEvent.PROMPT_VERSION_CREATED
              : WebhookEvent.MODEL_VERSION_CREATED,
          after.model(create.model()).orElseThrow().lastNumber());
    }

    @Override
    public Delivery describeVersion(RegistryChange.DescribeVersion describe) {
      return null;
    }

    @Override
    public Delivery moveVersion(RegistryChange.MoveVersion move) {
      return null;
    }

    @Override
    public Delivery deleteVersion(RegistryChange.DeleteVersion delete) {
      return null;
    }

    @Override
    public Delivery setVersionTag(RegistryChange.SetVersionTag set) {
      return one(
          prompt(set), WebhookEvent.PROMPT_VERSION_TAG_SET, WebhookEvent.MODEL_VERSION_TAG_SET);
    }

    @Override
    public Delivery deleteVersionTag(RegistryChange.DeleteVersionTag delete) {
      return one(
          prompt(delete),
          WebhookEvent.PROMPT_VERSION_TAG_DELETED,
          WebhookEvent.MODEL_VERSION_TAG_DELETED);
    }
  }
}
