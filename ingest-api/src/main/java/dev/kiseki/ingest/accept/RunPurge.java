package dev.kiseki.ingest.accept;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.id.RunId;
import dev.kiseki.protocol.request.RequestFields;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What Kiseki's own route is asked to remove for good.
 *
 * @param runs each once, in the order of the request; 1 to {@value #MOST}
 * @param deletedBeforeMillis epoch milliseconds; runs deleted later stay
 * @param dryRun only tell what would happen
 */
public record RunPurge(List<RunId> runs, long deletedBeforeMillis, boolean dryRun) {
  static final int MOST = 1000;

  public RunPurge {
    runs = List.copyOf(runs);
  }

  /**
   * @throws TrackingException INVALID_PARAMETER_VALUE
   */
  public static RunPurge of(RequestFields fields) {
    Set<RunId> runs = new LinkedHashSet<>();
    for (String run : fields.texts("run_ids")) {
      runs.add(new RunId(run));
    }
    if (runs.isEmpty() || runs.size() > MOST) {
      throw TrackingException.invalid(
          "Parameter 'run_ids' must name 1 to " + MOST + " runs, and names " + runs.size() + ".");
    }
    return new RunPurge(
        new ArrayList<>(runs),
        fields.requiredInt64("deleted_before"),
        fields.bool("dry_run").orElse(false));
  }
}
