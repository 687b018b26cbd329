package dev.kiseki.query.http;

import dev.kiseki.event.id.RunId;
import dev.kiseki.protocol.answer.JsonAnswer;
import dev.kiseki.protocol.request.RequestFields;
import dev.kiseki.protocol.request.RequestReader;
import dev.kiseki.query.history.HistorySources;
import dev.kiseki.query.history.MetricHistory;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** The points of one metric of one run. */
@Controller
@Consumes(MediaType.ALL)
final class MetricsHistoryController {
  private final MetricHistory history;
  private final Executor executor;

  MetricsHistoryController(MetricHistory history, HistorySources sources) {
    this.history = history;
    this.executor = sources.executor();
  }

  @Get(
      uris = {"/api/2.0/mlflow/metrics/get-history", "/ajax-api/2.0/mlflow/metrics/get-history"},
      produces = MediaType.ALL)
  CompletionStage<HttpResponse<?>> getHistory(HttpRequest<byte[]> request) {
    RequestFields fields = RequestReader.read(request);
    RunId run = new RunId(fields.requiredText("run_id", "run_uuid"));
    String key = fields.requiredText("metric_key");
    return history
        .page(run, key, fields.int32("max_results"), fields.text("page_token"))
        .thenCompose(page -> answer(new HistoryJson(page, key)));
  }

  /** Small answers in one; of others the first piece is there before anything is said. */
  private CompletionStage<HttpResponse<?>> answer(HistoryJson json) {
    return json.next()
        .thenCompose(
            first ->
                json.ended()
                    ? CompletableFuture.completedStage(List.of(first))
                    : json.next().thenApply(second -> List.of(first, second)))
        .handle(
            (pieces, failure) -> {
              if (failure != null || json.ended()) {
                json.close();
              }
              if (failure != null) {
                throw failure instanceof CompletionException thrown
                    ? thrown
                    : new CompletionException(failure);
              }
              return json.ended() ? JsonAnswer.ok(joined(pieces)) : streamed(pieces, json);
            });
  }

  private HttpResponse<?> streamed(List<byte[]> begun, HistoryJson json) {
    Deque<byte[]> ready = new ArrayDeque<>(begun);
    StreamedAnswer.Source source =
        new StreamedAnswer.Source() {
          @Override
          public CompletionStage<byte[]> next() {
            return ready.isEmpty() ? json.next() : CompletableFuture.completedStage(ready.remove());
          }

          @Override
          public void close() {
            json.close();
          }
        };
    return HttpResponse.ok(new StreamedAnswer(source, executor))
        .header(HttpHeaders.CONTENT_TYPE, "application/json");
  }

  private static byte[] joined(List<byte[]> pieces) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    pieces.forEach(all::writeBytes);
    return all.toByteArray();
  }
}
