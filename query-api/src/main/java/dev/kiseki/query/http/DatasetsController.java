package dev.kiseki.query.http;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.rule.Identifiers;
import dev.kiseki.protocol.answer.JsonAnswer;
import dev.kiseki.protocol.request.RequestFields;
import dev.kiseki.protocol.request.RequestReader;
import dev.kiseki.query.gather.DatasetShards;
import dev.kiseki.store.key.DatasetKey;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Which data sets the runs of experiments used: MLflow's user interface offers them as filters. */
@Controller
@Consumes(MediaType.ALL)
final class DatasetsController {
  private static final int MOST_EXPERIMENTS = 20;
  private static final int MOST_SUMMARIES = 1_000;

  private final DatasetShards shards;

  DatasetsController(DatasetShards shards) {
    this.shards = shards;
  }

  /** As in MLflow there is no such route below {@code /api}. */
  @Post(uris = {"/ajax-api/2.0/mlflow/experiments/search-datasets"})
  CompletionStage<HttpResponse<byte[]>> search(HttpRequest<byte[]> request) {
    RequestFields fields = RequestReader.read(request);
    List<String> asked = fields.textsOrNull("experiment_ids");
    if (asked.isEmpty()) {
      throw TrackingException.invalid(
          "SearchDatasets request must specify at least one experiment_id.");
    }
    if (asked.size() > MOST_EXPERIMENTS) {
      throw TrackingException.invalid(
          "SearchDatasets request cannot specify more than "
              + MOST_EXPERIMENTS
              + " experiment_ids. Received "
              + asked.size()
              + " experiment_ids.");
    }
    List<ExperimentId> experiments =
        asked.stream().map(Identifiers::experiment).distinct().toList();
    return shards.uses(experiments, MOST_SUMMARIES).thenApply(DatasetsController::answer);
  }

  private static HttpResponse<byte[]> answer(List<DatasetKey.Use> uses) {
    return JsonAnswer.ok(
        json -> {
          json.writeStartObject();
          if (!uses.isEmpty()) {
            json.writeArrayFieldStart("dataset_summaries");
            for (DatasetKey.Use use : uses) {
              json.writeStartObject();
              json.writeStringField("experiment_id", use.dataset().experiment().toString());
              json.writeStringField("name", use.dataset().name());
              json.writeStringField("digest", use.dataset().digest());
              if (use.context().isPresent()) {
                json.writeStringField("context", use.context().get());
              }
              json.writeEndObject();
            }
            json.writeEndArray();
          }
          json.writeEndObject();
        });
  }
}
