package dev.kiseki.ingest.accept;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.id.RunId;
import dev.kiseki.protocol.request.RequestFields;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What Kiseki's own routes are asked to remove for good.
 *
 * @param ids of runs, or of logged models; each once, in the order of the request; 1 to {@value
 *     #MOST}
 * @param deletedBeforeMillis epoch milliseconds; what was deleted later stays
 * @param dryRun only tell what would happen
 */
public record PurgeRequest(List<RunId> ids, long deletedBeforeMillis, boolean dryRun) {
  static final int MOST = 1000;

  public PurgeRequest {
    ids = List.copyOf(ids);
  }

  /**
   * @throws TrackingException INVALID_PARAMETER_VALUE
   */
  public static PurgeRequest ofRuns(RequestFields fields) {
    return of(fields, "run_ids", "runs");
  }

  /**
   * @throws TrackingException INVALID_PARAMETER_VALUE
   */
  public static PurgeRequest ofModels(RequestFields fields) {
    return of(fields, "model_ids", "logged models");
  }

  private static PurgeRequest of(RequestFields fields, String parameter, String what) {
    Set<RunId> ids = new LinkedHashSet<>();
    for (String id : fields.texts(parameter)) {
      ids.add(new RunId(id));
    }
    if (ids.isEmpty() || ids.size() > MOST) {
      throw TrackingException.invalid(
          "Parameter '%s' must name 1 to %d %s, and names %d."
              .formatted(parameter, MOST, what, ids.size()));
    }
    return new PurgeRequest(
        new ArrayList<>(ids),
        fields.requiredInt64("deleted_before"),
        fields.bool("dry_run").orElse(false));
  }
}
