package dev.kiseki.event.registry;

import dev.kiseki.event.KeyValue;
import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.rule.EntityKeys;
import dev.kiseki.event.rule.Lengths;
import dev.kiseki.event.rule.Limits;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Names, versions, aliases, stages and tags of registered models. MLflow 3.17.2: {@code
 * mlflow/utils/validation.py}, {@code model_version_stages.py}.
 */
public final class RegistryRules {
  private RegistryRules() {}

  public static void name(String name) {
    named("name", name);
  }

  /** The name that a model is to get. */
  public static void newName(String name) {
    named("new_name", name);
  }

  private static void named(String field, String name) {
    if (name.isBlank()) {
      throw TrackingException.invalid("Missing value for required parameter '" + field + "'.");
    }
    if (name.indexOf('/') >= 0 || name.indexOf(':') >= 0) {
      throw TrackingException.invalid(
          "Invalid model name '" + name + "'. Names cannot contain '/' or ':'.");
    }
    EntityKeys.requireNormalPath("name", name);
    Lengths.atMost("name", Limits.MODEL_NAME, name);
  }

  public static void alias(String alias) {
    if (!alias.codePoints().allMatch(c -> c == '-' || EntityKeys.word(c))) {
      throw TrackingException.invalid(
          "Invalid alias name: '"
              + alias
              + "'. Names may only contain alphanumerics, underscores (_), and dashes (-).");
    }
    Lengths.atMost("Registered model alias name", Limits.MODEL_ALIAS, alias);
  }

  /** An alias that may be given: not {@code latest}, no {@code v1}. */
  public static void newAlias(String alias) {
    alias(alias);
    if (latest(alias)) {
      throw TrackingException.invalid("'latest' alias name (case insensitive) is reserved.");
    }
    if (alias.matches("[vV]\\p{Nd}+")) {
      throw TrackingException.invalid("Version alias name '" + alias + "' is reserved.");
    }
  }

  /** Whether the alias means the highest version. */
  public static boolean latest(String alias) {
    return alias.toLowerCase(Locale.ROOT).equals("latest");
  }

  /**
   * A version as callers write it, the way Python reads integers.
   *
   * @throws TrackingException INVALID_PARAMETER_VALUE when it is no integer,
   *     RESOURCE_DOES_NOT_EXIST for integers that no version has
   */
  public static int version(String model, String text) {
    String number = text.strip();
    if (!number.matches("[+-]?\\d+(_\\d+)*")) {
      throw TrackingException.invalid(
          "Parameter 'version' must be an integer, got '" + text + "'.");
    }
    BigInteger value = new BigInteger(number.replace("_", "").replace("+", ""));
    if (value.signum() <= 0 || value.bitLength() > 31) {
      throw TrackingException.notFound(RegistryWords.unknownVersion(model, value));
    }
    return value.intValueExact();
  }

  public static ModelStage stage(String text) {
    return ModelStage.ofText(text)
        .orElseThrow(
            () ->
                TrackingException.invalid(
                    "Invalid Model Version stage: "
                        + text
                        + ". Value must be one of "
                        + Arrays.stream(ModelStage.values())
                            .map(ModelStage::text)
                            .collect(Collectors.joining(", "))
                        + "."));
  }

  /** A tag of a model or a version; longer values are refused, not cut as those of runs. */
  public static void tag(KeyValue tag) {
    tagKey(tag.key());
    Lengths.atMost("key", Limits.ENTITY_KEY, tag.key());
    if (tag.key().equals(RegisteredModel.PROMPT_TEXT)
        && Lengths.longer(tag.value(), Limits.MODEL_TAG_VALUE)) {
      throw TrackingException.invalid(
          "Prompt text exceeds max length of " + Limits.MODEL_TAG_VALUE + " characters.");
    }
    Lengths.atMost("value", Limits.MODEL_TAG_VALUE, tag.value());
  }

  /** The key of a tag that is to go. */
  public static void tagKey(String key) {
    EntityKeys.check("key", key);
  }
}
