package dev.kiseki.query.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.SerializedString;
import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.id.RunId;
import dev.kiseki.protocol.answer.JsonAnswer;
import dev.kiseki.protocol.answer.RunJson;
import dev.kiseki.protocol.request.FieldFault;
import dev.kiseki.protocol.request.RequestFields;
import dev.kiseki.protocol.request.RequestReader;
import dev.kiseki.query.history.BulkHistory;
import dev.kiseki.query.history.RunPoints;
import dev.kiseki.store.chunk.StepRange;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/** One metric of many runs; rules and texts of MLflow 3.17.2. */
@Controller
@Consumes(MediaType.ALL)
final class BulkHistoryController {
  private static final int MOST_RUNS = 100;
  private static final int MOST_POINTS = 25_000;
  private static final int MOST_SAMPLES = 2_500;

  private final BulkHistory history;

  BulkHistoryController(BulkHistory history) {
    this.history = history;
  }

  /** {@code get_metric_history_bulk_handler}: what charts of MLflow's older pages ask. */
  @Get(uri = "/ajax-api/2.0/mlflow/metrics/get-history-bulk", produces = MediaType.ALL)
  CompletionStage<HttpResponse<byte[]>> first(HttpRequest<byte[]> request) {
    RequestFields fields = RequestReader.read(request);
    List<String> runs = fields.texts("run_id");
    if (runs.isEmpty()) {
      throw TrackingException.invalid(
          "GetMetricHistoryBulk request must specify at least one run_id.");
    }
    if (runs.size() > MOST_RUNS) {
      throw TrackingException.invalid(
          "GetMetricHistoryBulk request cannot specify more than "
              + MOST_RUNS
              + " run_ids. Received "
              + runs.size()
              + " run_ids.");
    }
    String key =
        fields
            .text("metric_key")
            .orElseThrow(
                () ->
                    TrackingException.invalid(
                        "GetMetricHistoryBulk request must specify a metric_key."));
    long most = Math.min(MOST_POINTS, fields.int64("max_results").orElse(MOST_POINTS));
    if (most < 0) {
      throw TrackingException.invalid(
          "Invalid value " + most + " for parameter 'max_results': it must not be negative.");
    }
    return history.first(ids(runs), key, (int) most).thenApply(found -> answer(key, found, true));
  }

  /** {@code get_metric_history_bulk_interval_handler}: what charts ask. */
  @Get(
      uris = {
        "/api/2.0/mlflow/metrics/get-history-bulk-interval",
        "/ajax-api/2.0/mlflow/metrics/get-history-bulk-interval"
      },
      produces = MediaType.ALL)
  CompletionStage<HttpResponse<byte[]>> sampled(HttpRequest<byte[]> request) {
    RequestFields fields = RequestReader.read(request);
    List<String> runs = fields.texts("run_ids");
    if (runs.isEmpty()) {
      throw FieldFault.missing("run_ids");
    }
    if (runs.size() > MOST_RUNS) {
      throw FieldFault.told(
          "GetMetricHistoryBulkInterval request must specify at most "
              + MOST_RUNS
              + " run_ids. Received "
              + runs.size()
              + " run_ids.");
    }
    String key = fields.requiredText("metric_key");
    OptionalLong start = fields.int64("start_step");
    OptionalLong end = fields.int64("end_step");
    long most = fields.int64("max_results").orElse(MOST_SAMPLES);
    if (most < 1 || most > MOST_SAMPLES) {
      throw FieldFault.told("max_results must be between 1 and " + MOST_SAMPLES + ".");
    }
    return history
        .sampled(ids(runs), key, steps(start, end), (int) most)
        .thenApply(found -> answer(key, found, false));
  }

  private static StepRange steps(OptionalLong start, OptionalLong end) {
    if (start.isPresent() != end.isPresent()) {
      throw TrackingException.invalid(
          "If either start step or end step are specified, both must be specified.");
    }
    if (start.isEmpty()) {
      return StepRange.ALL;
    }
    if (start.getAsLong() > end.getAsLong()) {
      throw TrackingException.invalid(
          "end_step must be greater than start_step. Found start_step="
              + start.getAsLong()
              + " and end_step="
              + end.getAsLong()
              + ".");
    }
    return new StepRange(start.getAsLong(), end.getAsLong());
  }

  private static List<RunId> ids(List<String> runs) {
    return runs.stream().map(RunId::new).toList();
  }

  private static HttpResponse<byte[]> answer(String key, List<RunPoints> found, boolean emptyList) {
    return JsonAnswer.ok(
        json -> {
          json.writeStartObject();
          if (emptyList || !found.isEmpty()) {
            SerializedString keyText = new SerializedString(key);
            json.writeArrayFieldStart("metrics");
            for (RunPoints run : found) {
              write(json, keyText, run);
            }
            json.writeEndArray();
          }
          json.writeEndObject();
        });
  }

  private static void write(JsonGenerator json, SerializedString key, RunPoints run)
      throws IOException {
    SerializedString id = new SerializedString(run.run().text());
    for (int i = 0; i < run.points().size(); i++) {
      RunJson.writeMetric(
          json, id, key, run.points().value(i), run.points().timestamp(i), run.points().step(i));
    }
  }
}
