package dev.kiseki.ingest.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.KeyValue;
import dev.kiseki.event.registry.RegistryChange;
import dev.kiseki.event.webhook.Delivery;
import dev.kiseki.event.webhook.WebhookEvent;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Expected is what {@code json.dumps} makes of MLflow 3.17.2's payloads, without its blanks. */
class PayloadsTest {
  private static final long AT = 1_700_000_000_123L;

  private static String data(byte[] body, WebhookEvent event) {
    String text = new String(body, UTF_8);
    String head =
        "{\"entity\":\"%s\",\"action\":\"%s\",\"timestamp\":\"2023-11-14T22:13:20.123000+00:00\",\"data\":"
            .formatted(
                event.entity().name().toLowerCase(java.util.Locale.ROOT),
                event.action().name().toLowerCase(java.util.Locale.ROOT));
    assertThat(text).startsWith(head).endsWith("}");
    return text.substring(head.length(), text.length() - 1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "REGISTERED_MODEL_CREATED | {\"name\":\"example_model\",\"tags\":{\"example_key\":\"example_value\"},\"description\":\"An example registered model\"}",
        "MODEL_VERSION_CREATED | {\"name\":\"example_model\",\"version\":\"1\",\"source\":\"models:/123\",\"run_id\":\"abcd1234abcd5678\",\"tags\":{\"example_key\":\"example_value\"},\"description\":\"An example model version\"}",
        "MODEL_VERSION_TAG_SET | {\"name\":\"example_model\",\"version\":\"1\",\"key\":\"example_key\",\"value\":\"example_value\"}",
        "MODEL_VERSION_TAG_DELETED | {\"name\":\"example_model\",\"version\":\"1\",\"key\":\"example_key\"}",
        "MODEL_VERSION_ALIAS_CREATED | {\"name\":\"example_model\",\"alias\":\"example_alias\",\"version\":\"1\"}",
        "MODEL_VERSION_ALIAS_DELETED | {\"name\":\"example_model\",\"alias\":\"example_alias\"}",
        "PROMPT_CREATED | {\"name\":\"example_prompt\",\"tags\":{\"example_key\":\"example_value\"},\"description\":\"An example prompt\"}",
        "PROMPT_VERSION_CREATED | {\"name\":\"example_prompt\",\"version\":\"1\",\"template\":\"Hello {{name}}!\",\"tags\":{\"example_key\":\"example_value\"},\"description\":\"An example prompt version\"}",
        "PROMPT_TAG_SET | {\"name\":\"example_prompt\",\"key\":\"example_key\",\"value\":\"example_value\"}",
        "PROMPT_TAG_DELETED | {\"name\":\"example_prompt\",\"key\":\"example_key\"}",
        "PROMPT_VERSION_TAG_SET | {\"name\":\"example_prompt\",\"version\":\"1\",\"key\":\"example_key\",\"value\":\"example_value\"}",
        "PROMPT_VERSION_TAG_DELETED | {\"name\":\"example_prompt\",\"version\":\"1\",\"key\":\"example_key\"}",
        "PROMPT_ALIAS_CREATED | {\"name\":\"example_prompt\",\"alias\":\"example_alias\",\"version\":\"1\"}",
        "PROMPT_ALIAS_DELETED | {\"name\":\"example_prompt\",\"alias\":\"example_alias\"}",
        "BUDGET_POLICY_EXCEEDED | {\"budget_policy_id\":\"bp-abc123\",\"budget_unit\":\"USD\",\"budget_amount\":100.0,\"current_spend\":105.5,\"duration_unit\":\"MONTHS\",\"duration_value\":1,\"target_scope\":\"ENDPOINT\",\"workspace\":\"default\",\"target_value\":\"ep-abc123\",\"window_start\":1704067200000}",
      })
  void examplesAreMlflows(WebhookEvent event, String expected) {
    assertThat(data(ExamplePayload.body(event, AT), event)).isEqualTo(expected);
  }

  @Test
  void whatAVersionLacksIsNull() {
    WebhookEvent event = WebhookEvent.MODEL_VERSION_CREATED;
    var create =
        new RegistryChange.CreateVersion(
            "m", "s", "l", "", "", "", List.of(new KeyValue("k", "1"), new KeyValue("k", "2")));
    assertThat(data(ChangePayload.body(new Delivery(5, event, 12), create, AT), event))
        .isEqualTo(
            "{\"name\":\"m\",\"version\":\"12\",\"source\":\"s\",\"run_id\":null,\"tags\":{\"k\":\"2\"},\"description\":null}");
  }

  @Test
  void whatAPromptLacksIsNullOrEmpty() {
    WebhookEvent event = WebhookEvent.PROMPT_VERSION_CREATED;
    var create =
        new RegistryChange.CreateVersion(
            "p",
            "s",
            "l",
            "",
            "",
            "",
            List.of(
                new KeyValue("mlflow.prompt.is_prompt", "true"),
                new KeyValue("_mlflow_prompt_type", "text")));
    assertThat(data(ChangePayload.body(new Delivery(5, event, 1), create, AT), event))
        .isEqualTo(
            "{\"name\":\"p\",\"version\":\"1\",\"template\":null,\"tags\":{},\"description\":null}");
    WebhookEvent created = WebhookEvent.REGISTERED_MODEL_CREATED;
    var model = new RegistryChange.CreateModel("m", "", List.of());
    assertThat(data(ChangePayload.body(new Delivery(5, created, 0), model, AT), created))
        .isEqualTo("{\"name\":\"m\",\"tags\":{},\"description\":\"\"}");
  }
}
