package dev.kiseki.query.http;

import com.fasterxml.jackson.core.io.SerializedString;
import dev.kiseki.event.id.RunId;
import dev.kiseki.protocol.answer.JsonAnswer;
import dev.kiseki.protocol.answer.RunJson;
import dev.kiseki.protocol.request.RequestFields;
import dev.kiseki.protocol.request.RequestReader;
import dev.kiseki.query.history.HistoryPage;
import dev.kiseki.query.history.MetricHistory;
import dev.kiseki.store.chunk.Points;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import java.util.concurrent.CompletionStage;

/** The points of one metric of one run. */
@Controller
@Consumes(MediaType.ALL)
final class MetricsHistoryController {
  private final MetricHistory history;

  MetricsHistoryController(MetricHistory history) {
    this.history = history;
  }

  @Get(
      uris = {"/api/2.0/mlflow/metrics/get-history", "/ajax-api/2.0/mlflow/metrics/get-history"},
      produces = MediaType.ALL)
  CompletionStage<HttpResponse<byte[]>> getHistory(HttpRequest<byte[]> request) {
    RequestFields fields = RequestReader.read(request);
    RunId run = new RunId(fields.requiredText("run_id", "run_uuid"));
    String key = fields.requiredText("metric_key");
    return history
        .page(run, key, fields.int32("max_results"), fields.text("page_token"))
        .thenApply(page -> answer(key, page));
  }

  private static HttpResponse<byte[]> answer(String key, HistoryPage page) {
    Points points = page.points();
    SerializedString keyText = new SerializedString(key);
    return JsonAnswer.ok(
        json -> {
          json.writeStartObject();
          if (points.size() > 0) {
            json.writeArrayFieldStart("metrics");
            for (int i = 0; i < points.size(); i++) {
              RunJson.writeMetric(
                  json, keyText, points.value(i), points.timestamp(i), points.step(i));
            }
            json.writeEndArray();
          }
          if (page.nextPageToken().isPresent()) {
            json.writeStringField("next_page_token", page.nextPageToken().get());
          }
          json.writeEndObject();
        });
  }
}
