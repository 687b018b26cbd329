package dev.kiseki.ingest.accept;

import dev.kiseki.event.KeyValue;
import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.event.fault.TrackingException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Tags given with a new run or experiment. */
final class Tags {
  private Tags() {}

  /** No key twice. MLflow's database refuses that too, in words of SQL. */
  static void distinct(List<KeyValue> tags) {
    Set<String> seen = new HashSet<>();
    for (KeyValue tag : tags) {
      if (!seen.add(tag.key())) {
        throw new TrackingException(
            ErrorCode.BAD_REQUEST, "The tag '" + tag.key() + "' was given more than once.");
      }
    }
  }
}
