package dev.kiseki.processor.fold;

import dev.kiseki.event.KeyValue;
import dev.kiseki.event.rule.PythonText;
import dev.kiseki.event.run.RunProposal.Origin;
import dev.kiseki.store.document.RunDocument;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A param is written once. MLflow words the refusal differently for one param and for a batch. */
final class ParamConflicts {
  private ParamConflicts() {}

  /** The refusal, or empty when every param is new or the same again. */
  static Optional<String> in(RunDocument run, Origin origin, List<KeyValue> params) {
    if (params.isEmpty()) {
      return Optional.empty();
    }
    List<String> conflicts = new ArrayList<>();
    Map<String, String> before = new HashMap<>();
    for (KeyValue param : params) {
      String held = run.params().get(param.key()).orElseGet(() -> before.get(param.key()));
      before.put(param.key(), param.value());
      if (held == null || held.equals(param.value())) {
        continue;
      }
      if (origin == Origin.LOG_PARAMETER) {
        return Optional.of(
            "Changing param values is not allowed. Param with key='%s' was already logged with value='%s' for run ID='%s'. Attempted logging new value '%s'."
                .formatted(param.key(), held, run.id(), param.value()));
      }
      conflicts.add(
          "{'key': %s, 'old_value': %s, 'new_value': %s}"
              .formatted(
                  PythonText.repr(param.key()),
                  PythonText.repr(held),
                  PythonText.repr(param.value())));
    }
    if (conflicts.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        "Changing param values is not allowed. Params were already logged='[%s]' for run ID='%s'."
            .formatted(String.join(", ", conflicts), run.id()));
  }
}
