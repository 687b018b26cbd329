package dev.kiseki.event.registry;

import dev.kiseki.event.rule.PythonText;

/** What MLflow 3.17.2 says when it refuses something about registered models. */
public final class RegistryWords {
  private RegistryWords() {}

  public static String unknownModel(String name) {
    return "Registered Model with name=" + name + " not found";
  }

  /**
   * @param version as the caller gave it
   */
  public static String unknownVersion(String name, Object version) {
    return "Model Version (name=" + name + ", version=" + version + ") not found";
  }

  public static String unknownAlias(String alias) {
    return "Registered model alias " + alias + " not found.";
  }

  /**
   * A name that is taken ({@code handle_resource_already_exist_error}).
   *
   * @param byPrompt whether a prompt holds it, and not a model
   */
  static String taken(String name, boolean byPrompt, boolean forPrompt) {
    if (byPrompt == forPrompt) {
      return (forPrompt ? "Prompt" : "Registered Model") + " (name=" + name + ") already exists.";
    }
    return "Tried to create a "
        + kind(forPrompt)
        + " with name "
        + PythonText.repr(name)
        + ", but the name is already taken by a "
        + kind(byPrompt)
        + ". MLflow does not allow creating a model and a prompt with the same name.";
  }

  private static String kind(boolean prompt) {
    return prompt ? "prompt" : "registered model";
  }
}
