package dev.kiseki.query.http;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.protocol.answer.JsonAnswer;
import dev.kiseki.protocol.request.RequestFields;
import dev.kiseki.protocol.request.RequestReader;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;

/**
 * The client's {@code list_artifacts} and {@code download_artifacts} ask for the logged models of a
 * run before they answer. Kiseki has no route that makes one, so every search finds none; a request
 * without experiments is refused as MLflow refuses it.
 */
@Controller
@Consumes(MediaType.ALL)
final class LoggedModelsController {
  @Post(
      uris = {"/api/2.0/mlflow/logged-models/search", "/ajax-api/2.0/mlflow/logged-models/search"})
  HttpResponse<byte[]> search(HttpRequest<byte[]> request) {
    RequestFields fields = RequestReader.read(request);
    if (fields.texts("experiment_ids").isEmpty()) {
      throw TrackingException.invalid(
          "Missing value for required parameter 'experiment_ids'. See the API docs for more information about request parameters.");
    }
    return JsonAnswer.empty();
  }
}
