package dev.kiseki.ingest.accept;

import dev.kiseki.event.Header;
import dev.kiseki.event.KeyValue;
import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.rule.DatasetRules;
import dev.kiseki.event.rule.Identifiers;
import dev.kiseki.event.run.Dataset;
import dev.kiseki.event.run.DatasetInput;
import dev.kiseki.event.run.LongText;
import dev.kiseki.event.run.ModelAtStep;
import dev.kiseki.event.run.RunEvent;
import dev.kiseki.event.run.RunProposal;
import dev.kiseki.protocol.request.RequestFields;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a run reads and makes, from fields to events. MLflow 3.17.2 ({@code _log_inputs}, {@code
 * _log_outputs} and the store's methods). Where it stores an empty text for a name that is missing,
 * the request is refused.
 */
public final class LinksAcceptance {
  /** What one record of the log takes, less what stands around the data sets. */
  private static final long MOST_BYTES = 15L << 20;

  private LinksAcceptance() {}

  private record Name(String name, String digest) {}

  /**
   * Mostly one event. A request that is longer than a record may be becomes several, to be written
   * one after the other; each of them may be repeated.
   */
  public static List<RunEvent> inputs(Header header, RequestFields fields) {
    String run = fields.requiredText("run_id");
    List<RequestFields> datasets = fields.objectsOrNull("datasets");
    List<String> models = new ArrayList<>();
    for (RequestFields model : fields.objectsOrNull("models")) {
      models.add(model.presentText("model_id"));
    }
    Map<Name, DatasetInput> inputs = new LinkedHashMap<>();
    for (RequestFields input : datasets) {
      DatasetInput read = input(input);
      inputs.putIfAbsent(new Name(read.dataset().name(), read.dataset().digest()), read);
    }
    Identifiers.runForm(run);
    List<RunEvent> events = new ArrayList<>();
    List<DatasetInput> part = new ArrayList<>();
    long bytes = 0;
    for (DatasetInput input : inputs.values()) {
      long more = size(input);
      if (bytes + more > MOST_BYTES && !part.isEmpty()) {
        events.add(event(header, run, new RunProposal.LogInputs(part, List.of())));
        part = new ArrayList<>();
        bytes = 0;
      }
      part.add(input);
      bytes += more;
    }
    events.add(event(header, run, new RunProposal.LogInputs(part, models)));
    return events;
  }

  private static DatasetInput input(RequestFields input) {
    List<KeyValue> tags = new ArrayList<>();
    for (RequestFields tag : input.objectsOrNull("tags")) {
      tags.add(new KeyValue(tag.presentText("key"), tag.textOrEmpty("value")));
    }
    RequestFields dataset = input.requiredObject("dataset");
    String name = dataset.presentText("name");
    String digest = dataset.presentText("digest");
    String sourceType = dataset.presentText("source_type");
    String source = dataset.presentText("source");
    String schema = dataset.textOrEmpty("schema");
    String profile = dataset.textOrEmpty("profile");
    DatasetRules.dataset(name, digest, source, schema, profile);
    tags.forEach(DatasetRules::tag);
    Tags.distinct(tags);
    // MLflow's database gives them back by key.
    tags.sort(Comparator.comparing(KeyValue::key));
    DatasetInput read =
        new DatasetInput(
            new Dataset(name, digest, sourceType, source, longText(schema), longText(profile)),
            tags);
    if (size(read) > MOST_BYTES) {
      throw TrackingException.invalid(
          "The data set '"
              + name
              + "' takes more than "
              + (MOST_BYTES >> 20)
              + " MiB even when it is compressed, which is as much as is kept of one. Log a shorter profile.");
    }
    return read;
  }

  private static Optional<LongText> longText(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(LongText.of(text));
  }

  private static long size(DatasetInput input) {
    long bytes = input.dataset().size();
    for (KeyValue tag : input.tags()) {
      bytes += 16 + 3L * (tag.key().length() + tag.value().length());
    }
    return bytes;
  }

  public static RunEvent outputs(Header header, RequestFields fields) {
    String run = fields.requiredText("run_id");
    List<ModelAtStep> models = new ArrayList<>();
    for (RequestFields model : fields.requiredObjects("models")) {
      models.add(new ModelAtStep(model.presentText("model_id"), model.int64("step").orElse(0)));
    }
    return event(header, run, new RunProposal.LogOutputs(models));
  }

  public static RunEvent model(Header header, RequestFields fields) {
    String run = fields.requiredText("run_id");
    String model = fields.requiredText("model_json");
    String entry = ModelEntry.of(model, header.sentAtMillis());
    return event(header, run, new RunProposal.LogModel(entry));
  }

  private static RunEvent event(Header header, String run, RunProposal proposal) {
    return new RunEvent(header, new RunId(run), proposal);
  }
}
