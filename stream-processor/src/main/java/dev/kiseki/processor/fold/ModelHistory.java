package dev.kiseki.processor.fold;

import java.util.Optional;

/**
 * The JSON list in a tag that the server keeps, {@code mlflow.log-model.history} of a run or {@code
 * mlflow.modelVersions} of a logged model, with one entry more. Texts are put together as Python
 * prints lists; what stands there already is not read, since only this writes it unless a client
 * has set the tag by hand.
 */
final class ModelHistory {
  private ModelHistory() {}

  /**
   * @param before empty when the run has no such tag
   * @param entry a JSON object
   * @return empty when the tag holds anything but a list
   */
  static Optional<String> with(Optional<String> before, String entry) {
    if (before.isEmpty()) {
      return Optional.of("[" + entry + "]");
    }
    String list = before.get().strip();
    if (list.length() < 2 || !list.startsWith("[") || !list.endsWith("]")) {
      return Optional.empty();
    }
    String entries = list.substring(1, list.length() - 1);
    return Optional.of("[" + (entries.isBlank() ? "" : entries + ", ") + entry + "]");
  }
}
