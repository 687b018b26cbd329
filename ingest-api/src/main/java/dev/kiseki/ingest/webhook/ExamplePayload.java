package dev.kiseki.ingest.webhook;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.kiseki.event.KeyValue;
import dev.kiseki.event.registry.RegisteredModel;
import dev.kiseki.event.registry.RegistryChange;
import dev.kiseki.event.webhook.Delivery;
import dev.kiseki.event.webhook.WebhookEvent;
import java.io.IOException;
import java.util.List;

/** What the test of a webhook sends: MLflow's examples ({@code mlflow/webhooks/types.py}). */
final class ExamplePayload {
  private static final String MODEL = "example_model";
  private static final String PROMPT = "example_prompt";
  private static final String KEY = "example_key";
  private static final String VALUE = "example_value";
  private static final String ALIAS = "example_alias";
  private static final KeyValue TAG = new KeyValue(KEY, VALUE);
  private static final KeyValue IS_PROMPT = new KeyValue(RegisteredModel.IS_PROMPT, "true");
  private static final KeyValue TEXT = new KeyValue(RegisteredModel.PROMPT_TEXT, "Hello {{name}}!");

  private ExamplePayload() {}

  static byte[] body(WebhookEvent event, long at) {
    return event == WebhookEvent.BUDGET_POLICY_EXCEEDED
        ? Payloads.body(event, at, ExamplePayload::budget)
        : ChangePayload.body(new Delivery(0, event, 1), change(event), at);
  }

  private static RegistryChange change(WebhookEvent event) {
    return switch (event) {
      case REGISTERED_MODEL_CREATED ->
          new RegistryChange.CreateModel(MODEL, "An example registered model", List.of(TAG));
      case PROMPT_CREATED ->
          new RegistryChange.CreateModel(PROMPT, "An example prompt", List.of(TAG, IS_PROMPT));
      case MODEL_VERSION_CREATED ->
          new RegistryChange.CreateVersion(
              MODEL,
              "models:/123",
              "",
              "abcd1234abcd5678",
              "",
              "An example model version",
              List.of(TAG));
      case PROMPT_VERSION_CREATED ->
          new RegistryChange.CreateVersion(
              PROMPT, "", "", "", "", "An example prompt version", List.of(TAG, IS_PROMPT, TEXT));
      case MODEL_VERSION_TAG_SET -> new RegistryChange.SetVersionTag(MODEL, 1, KEY, VALUE);
      case MODEL_VERSION_TAG_DELETED -> new RegistryChange.DeleteVersionTag(MODEL, 1, KEY);
      case MODEL_VERSION_ALIAS_CREATED -> new RegistryChange.SetAlias(MODEL, ALIAS, 1);
      case MODEL_VERSION_ALIAS_DELETED -> new RegistryChange.DeleteAlias(MODEL, ALIAS);
      case PROMPT_TAG_SET -> new RegistryChange.SetModelTag(PROMPT, KEY, VALUE);
      case PROMPT_TAG_DELETED -> new RegistryChange.DeleteModelTag(PROMPT, KEY);
      case PROMPT_VERSION_TAG_SET -> new RegistryChange.SetVersionTag(PROMPT, 1, KEY, VALUE);
      case PROMPT_VERSION_TAG_DELETED -> new RegistryChange.DeleteVersionTag(PROMPT, 1, KEY);
      case PROMPT_ALIAS_CREATED -> new RegistryChange.SetAlias(PROMPT, ALIAS, 1);
      case PROMPT_ALIAS_DELETED -> new RegistryChange.DeleteAlias(PROMPT, ALIAS);
      case BUDGET_POLICY_EXCEEDED -> throw new IllegalArgumentException("not of the registry");
    };
  }

  private static void budget(JsonGenerator json) throws IOException {
    json.writeStringField("budget_policy_id", "bp-abc123");
    json.writeStringField("budget_unit", "USD");
    json.writeNumberField("budget_amount", 100.0);
    json.writeNumberField("current_spend", 105.5);
    json.writeStringField("duration_unit", "MONTHS");
    json.writeNumberField("duration_value", 1);
    json.writeStringField("target_scope", "ENDPOINT");
    json.writeStringField("workspace", "default");
    json.writeStringField("target_value", "ep-abc123");
    json.writeNumberField("window_start", 1_704_067_200_000L);
  }
}
