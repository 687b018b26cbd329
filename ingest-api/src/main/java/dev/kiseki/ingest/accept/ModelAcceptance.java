package dev.kiseki.ingest.accept;

import dev.kiseki.event.Header;
import dev.kiseki.event.KeyValue;
import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.id.LoggedModelStatus;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.rule.LoggedModelRules;
import dev.kiseki.event.run.ModelProposal;
import dev.kiseki.event.run.RunEvent;
import dev.kiseki.protocol.request.RequestFields;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes to one logged model, each from its fields to its event, fields in the order of MLflow
 * 3.17.2's handlers. Where the body must name the model, its id counts and not the path's.
 */
public final class ModelAcceptance {
  private ModelAcceptance() {}

  /** A status that MLflow does not know becomes none there; here it is refused. */
  public static RunEvent finish(Header header, RequestFields fields) {
    RunId model = new RunId(fields.requiredText("model_id"));
    LoggedModelStatus status =
        fields
            .requiredEnumeration(
                "status", LoggedModelStatus::ofWireName, LoggedModelStatus::ofNumber)
            .orElseThrow(
                () ->
                    TrackingException.invalid(
                        "Invalid value for parameter 'status' supplied: one of"
                            + " LOGGED_MODEL_PENDING, LOGGED_MODEL_READY and"
                            + " LOGGED_MODEL_UPLOAD_FAILED is expected."));
    return new RunEvent(header, model, new ModelProposal.SetStatus(status));
  }

  public static RunEvent delete(Header header, String model) {
    return new RunEvent(header, new RunId(model), new ModelProposal.DeleteModel());
  }

  public static RunEvent setTags(Header header, String model, RequestFields fields) {
    return new RunEvent(header, new RunId(model), new ModelProposal.SetTags(pairs(fields, "tags")));
  }

  public static RunEvent deleteTag(Header header, String model, String key) {
    return new RunEvent(header, new RunId(model), new ModelProposal.DeleteModelTag(key));
  }

  public static RunEvent logParams(Header header, RequestFields fields) {
    RunId model = new RunId(fields.requiredText("model_id"));
    List<KeyValue> params = pairs(fields, "params");
    LoggedModelRules.distinct("param", params);
    return new RunEvent(header, model, new ModelProposal.LogParams(params));
  }

  /** Keys and values may be empty, as in MLflow. */
  static List<KeyValue> pairs(RequestFields fields, String list) {
    List<KeyValue> pairs = new ArrayList<>();
    for (RequestFields pair : fields.objects(list)) {
      pairs.add(new KeyValue(pair.textOrEmpty("key"), pair.textOrEmpty("value")));
    }
    LoggedModelRules.each(list, pairs);
    return pairs;
  }
}
