package dev.kiseki.ingest.http;

import dev.kiseki.event.Header;
import dev.kiseki.event.catalog.CatalogState;
import dev.kiseki.event.rule.Identifiers;
import dev.kiseki.event.run.RunEvent;
import dev.kiseki.ingest.accept.ModelAcceptance;
import dev.kiseki.ingest.accept.ModelCreation;
import dev.kiseki.ingest.publish.CatalogView;
import dev.kiseki.ingest.publish.ModelReader;
import dev.kiseki.ingest.publish.RunWriter;
import dev.kiseki.protocol.answer.JsonAnswer;
import dev.kiseki.protocol.answer.LoggedModelJson;
import dev.kiseki.protocol.request.PathText;
import dev.kiseki.protocol.request.RequestReader;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.Post;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;

/** Logged models: create, finalize, delete, tags, params. */
@Controller
@Consumes(MediaType.ALL)
final class LoggedModelsController {
  private static final String API = "/api/2.0/mlflow/logged-models";
  private static final String AJAX = "/ajax-api/2.0/mlflow/logged-models";
  private static final String ONE = "/{id}";
  private static final String TAGS = ONE + "/tags";
  private static final String TAG = TAGS + "/{key:.*}";
  private static final String PARAMS = ONE + "/params";

  private final RunWriter writer;
  private final ModelReader models;
  private final CatalogView catalog;

  LoggedModelsController(RunWriter writer, ModelReader models, CatalogView catalog) {
    this.writer = writer;
    this.models = models;
    this.catalog = catalog;
  }

  @Post(uris = {API, AJAX})
  CompletionStage<HttpResponse<byte[]>> create(HttpRequest<byte[]> request) {
    ModelCreation creation = ModelCreation.of(RequestReader.read(request));
    Header header = Caller.header(request);
    CatalogState latest = catalog.latest();
    CompletionStage<CatalogState> known =
        creation.allowedBy(latest)
            ? CompletableFuture.completedStage(latest)
            : catalog.current(); // created or restored elsewhere a moment ago, or really not there
    return known.thenCompose(
        state -> {
          RunEvent event = creation.event(header, state, ThreadLocalRandom.current());
          return writer
              .write(event)
              .thenApply(
                  visibility ->
                      RunsController.marked(
                          JsonAnswer.ok(
                              json -> LoggedModelJson.writeAlone(json, NewModel.document(event))),
                          visibility));
        });
  }

  @Patch(uris = {API + ONE, AJAX + ONE})
  CompletionStage<HttpResponse<byte[]>> finish(HttpRequest<byte[]> request) {
    RunEvent event = ModelAcceptance.finish(Caller.header(request), RequestReader.read(request));
    return writer
        .write(event)
        .thenCompose(
            visibility ->
                models
                    .model(event.run())
                    .thenApply(
                        found ->
                            found.orElseThrow(() -> Identifiers.unknownModel(event.run())).run())
                    .thenApply(
                        model ->
                            RunsController.marked(
                                JsonAnswer.ok(json -> LoggedModelJson.writeAlone(json, model)),
                                visibility)));
  }

  @Delete(uris = {API + ONE, AJAX + ONE})
  CompletionStage<HttpResponse<byte[]>> delete(HttpRequest<?> request) {
    return write(ModelAcceptance.delete(Caller.header(request), model(request)));
  }

  @Patch(uris = {API + TAGS, AJAX + TAGS})
  CompletionStage<HttpResponse<byte[]>> setTags(HttpRequest<byte[]> request) {
    return write(
        ModelAcceptance.setTags(
            Caller.header(request), model(request), RequestReader.read(request)));
  }

  /** The key is all that follows: it may hold slashes, which clients do not encode. */
  @Delete(uris = {API + TAG, AJAX + TAG})
  CompletionStage<HttpResponse<byte[]>> deleteTag(HttpRequest<?> request) {
    String below = PathText.below(request, "/mlflow/logged-models/");
    int slash = below.indexOf('/');
    String key = PathText.decoded(below.substring(below.indexOf('/', slash + 1) + 1));
    return write(ModelAcceptance.deleteTag(Caller.header(request), model(request), key));
  }

  @Post(uris = {API + PARAMS, AJAX + PARAMS})
  CompletionStage<HttpResponse<byte[]>> logParams(HttpRequest<byte[]> request) {
    return write(ModelAcceptance.logParams(Caller.header(request), RequestReader.read(request)));
  }

  private static String model(HttpRequest<?> request) {
    String below = PathText.below(request, "/mlflow/logged-models/");
    int slash = below.indexOf('/');
    return PathText.decoded(slash < 0 ? below : below.substring(0, slash));
  }

  private CompletionStage<HttpResponse<byte[]>> write(RunEvent event) {
    return writer
        .write(event)
        .thenApply(visibility -> RunsController.marked(JsonAnswer.empty(), visibility));
  }
}
