package dev.kiseki.ingest.http;

import dev.kiseki.event.Verdict;
import dev.kiseki.event.catalog.CatalogFold.Outcome;
import dev.kiseki.event.catalog.CatalogProposal;
import dev.kiseki.event.catalog.Experiment;
import dev.kiseki.ingest.IngestSettings;
import dev.kiseki.ingest.accept.ExperimentAcceptance;
import dev.kiseki.ingest.publish.CatalogWriter;
import dev.kiseki.protocol.answer.JsonAnswer;
import dev.kiseki.protocol.request.RequestReader;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Experiments: create, rename, delete, restore, tags. */
@Controller
@Consumes(MediaType.ALL)
final class ExperimentsController {
  private static final String API = "/api/2.0/mlflow/experiments";
  private static final String AJAX = "/ajax-api/2.0/mlflow/experiments";

  private final CatalogWriter catalog;
  private final ExperimentAcceptance acceptance;

  ExperimentsController(CatalogWriter catalog, IngestSettings settings) {
    this.catalog = catalog;
    this.acceptance =
        new ExperimentAcceptance(
            settings.getDefaultArtifactRoot(),
            Set.copyOf(settings.getAllowedArtifactSchemes()),
            System.getProperty("user.dir"));
  }

  @Post(uris = {API + "/create", AJAX + "/create"})
  CompletionStage<HttpResponse<byte[]>> create(HttpRequest<byte[]> request) {
    return applied(request, acceptance.create(RequestReader.read(request)))
        .thenApply(outcome -> created(outcome.created().orElseThrow()));
  }

  private static HttpResponse<byte[]> created(Experiment experiment) {
    return JsonAnswer.ok(
        json -> {
          json.writeStartObject();
          json.writeStringField("experiment_id", experiment.id().toString());
          json.writeEndObject();
        });
  }

  @Post(uris = {API + "/update", AJAX + "/update"})
  CompletionStage<HttpResponse<byte[]>> rename(HttpRequest<byte[]> request) {
    return write(request, acceptance.rename(RequestReader.read(request)));
  }

  @Post(uris = {API + "/delete", AJAX + "/delete"})
  CompletionStage<HttpResponse<byte[]>> delete(HttpRequest<byte[]> request) {
    return write(request, acceptance.delete(RequestReader.read(request)));
  }

  @Post(uris = {API + "/restore", AJAX + "/restore"})
  CompletionStage<HttpResponse<byte[]>> restore(HttpRequest<byte[]> request) {
    return write(request, acceptance.restore(RequestReader.read(request)));
  }

  @Post(uris = {API + "/set-experiment-tag", AJAX + "/set-experiment-tag"})
  CompletionStage<HttpResponse<byte[]>> setTag(HttpRequest<byte[]> request) {
    return write(request, acceptance.setTag(RequestReader.read(request)));
  }

  @Post(uris = {API + "/delete-experiment-tag", AJAX + "/delete-experiment-tag"})
  CompletionStage<HttpResponse<byte[]>> deleteTag(HttpRequest<byte[]> request) {
    return write(request, acceptance.deleteTag(RequestReader.read(request)));
  }

  private CompletionStage<HttpResponse<byte[]>> write(
      HttpRequest<?> request, CatalogProposal proposal) {
    return applied(request, proposal).thenApply(outcome -> JsonAnswer.empty());
  }

  private CompletionStage<Outcome> applied(HttpRequest<?> request, CatalogProposal proposal) {
    return catalog
        .write(proposal, Caller.sender(request))
        .thenApply(
            outcome -> {
              if (outcome.verdict() instanceof Verdict.Rejected refusal) {
                throw refusal.exception();
              }
              return outcome;
            });
  }
}
