package dev.kiseki.query.http;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.id.RunId;
import dev.kiseki.protocol.request.FieldFault;
import dev.kiseki.protocol.request.RequestFields;
import dev.kiseki.protocol.request.RequestReader;
import dev.kiseki.query.arrow.CurveStream;
import dev.kiseki.query.history.CurvesInTurn;
import dev.kiseki.query.history.CurvesQuestion;
import dev.kiseki.query.history.HistorySources;
import dev.kiseki.store.chunk.StepRange;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Kiseki's own: many metrics of many runs by column. MLflow has no such route. */
@Controller
@Consumes(MediaType.ALL)
final class CurvesController {
  private static final String ARROW = "application/vnd.apache.arrow.stream";
  private static final int MOST_NAMES = 1_000;
  private static final int MOST_CURVES = 10_000;
  private static final int MOST_POINTS = 100_000;

  private final HistorySources sources;

  CurvesController(HistorySources sources) {
    this.sources = sources;
  }

  @Get(
      uris = {"/api/2.0/kiseki/metrics/read", "/ajax-api/2.0/kiseki/metrics/read"},
      produces = MediaType.ALL)
  CompletionStage<HttpResponse<?>> get(HttpRequest<byte[]> request) {
    return read(RequestReader.read(request));
  }

  @Post(
      uris = {"/api/2.0/kiseki/metrics/read", "/ajax-api/2.0/kiseki/metrics/read"},
      produces = MediaType.ALL)
  CompletionStage<HttpResponse<?>> post(HttpRequest<byte[]> request) {
    return read(RequestReader.read(request));
  }

  private CompletionStage<HttpResponse<?>> read(RequestFields fields) {
    List<String> runs = names(fields, "run_ids");
    List<String> keys = names(fields, "metric_keys");
    if ((long) runs.size() * keys.size() > MOST_CURVES) {
      throw FieldFault.told(
          "run_ids times metric_keys must be at most "
              + MOST_CURVES
              + ". Received "
              + runs.size()
              + " run_ids and "
              + keys.size()
              + " metric_keys.");
    }
    CurvesQuestion question =
        new CurvesQuestion(
            runs.stream().map(RunId::new).toList(),
            keys,
            steps(fields.int64("from_step"), fields.int64("to_step")),
            most(fields.int64("max_points")));
    String order = question.most().isEmpty() ? "timestamp, step, value" : "step, timestamp, value";
    CurveStream stream =
        new CurveStream(
            new CurvesInTurn(sources, question),
            runs,
            keys,
            Map.of("kiseki.order", "run_id and metric_key as in the request, " + order),
            sources.executor());
    return answer(stream);
  }

  /** The first points are there before anything is said, so that a fault can still be told. */
  private CompletionStage<HttpResponse<?>> answer(CurveStream stream) {
    return stream
        .next()
        .whenComplete(
            (first, failure) -> {
              if (failure != null) {
                stream.close();
              }
            })
        .thenApply(
            first ->
                HttpResponse.ok(new StreamedAnswer(begun(first, stream), sources.executor()))
                    .header(HttpHeaders.CONTENT_TYPE, ARROW));
  }

  private static StreamedAnswer.Source begun(byte[] first, CurveStream stream) {
    Deque<byte[]> ready = new ArrayDeque<>(List.of(first));
    return new StreamedAnswer.Source() {
      @Override
      public CompletionStage<byte[]> next() {
        return ready.isEmpty() ? stream.next() : CompletableFuture.completedStage(ready.remove());
      }

      @Override
      public void close() {
        stream.close();
      }
    };
  }

  /** One that is named twice counts once. */
  private static List<String> names(RequestFields fields, String field) {
    List<String> names = fields.texts(field).stream().distinct().toList();
    if (names.isEmpty()) {
      throw FieldFault.missing(field);
    }
    if (names.size() > MOST_NAMES) {
      throw FieldFault.told(
          field + " must be at most " + MOST_NAMES + ". Received " + names.size() + ".");
    }
    return names;
  }

  private static OptionalInt most(OptionalLong points) {
    if (points.isEmpty()) {
      return OptionalInt.empty();
    }
    if (points.getAsLong() < 1 || points.getAsLong() > MOST_POINTS) {
      throw FieldFault.told("max_points must be between 1 and " + MOST_POINTS + ".");
    }
    return OptionalInt.of((int) points.getAsLong());
  }

  private static StepRange steps(OptionalLong from, OptionalLong to) {
    StepRange steps = new StepRange(from.orElse(Long.MIN_VALUE), to.orElse(Long.MAX_VALUE));
    if (steps.first() > steps.last()) {
      throw TrackingException.invalid(
          "to_step must not be below from_step. Found from_step="
              + steps.first()
              + " and to_step="
              + steps.last()
              + ".");
    }
    return steps;
  }
}
