package dev.kiseki.query.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.kiseki.event.catalog.CatalogProposal.ChangeRegistry;
import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.map.OffsetList;
import dev.kiseki.event.registry.ModelHistory;
import dev.kiseki.event.registry.RegistryRules;
import dev.kiseki.event.registry.RegistryWords;
import dev.kiseki.protocol.answer.JsonAnswer;
import dev.kiseki.protocol.request.RequestFields;
import dev.kiseki.protocol.request.RequestReader;
import dev.kiseki.query.gather.CatalogView;
import dev.kiseki.query.gather.ChangeLog;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import jakarta.inject.Named;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;

/**
 * Who did what to a model, when, and what was there before: Kiseki's own. A page costs reading all
 * changes of the model from the log up to it.
 */
@Controller
@Consumes(MediaType.ALL)
final class ModelHistoryController {
  private static final long USUAL = 100;
  private static final long MOST = 1_000;

  private final CatalogView catalog;
  private final ChangeLog log;
  private final ExecutorService threads;

  ModelHistoryController(
      CatalogView catalog, ChangeLog log, @Named(TaskExecutors.BLOCKING) ExecutorService threads) {
    this.catalog = catalog;
    this.log = log;
    this.threads = threads;
  }

  private record Change(
      long revision, long at, String client, ChangeRegistry proposal, ModelHistory.Told told) {}

  /** Newest first. A token is the revision of the oldest change of the page before. */
  @Get(
      uris = {
        "/api/2.0/kiseki/registered-models/history",
        "/ajax-api/2.0/kiseki/registered-models/history"
      },
      produces = MediaType.ALL)
  CompletionStage<HttpResponse<byte[]>> history(HttpRequest<byte[]> request) {
    RequestFields fields = RequestReader.read(request);
    String name = fields.requiredText("name");
    RegistryRules.name(name);
    long most = fields.int64("max_results").orElse(USUAL);
    if (most < 1 || most > MOST) {
      throw TrackingException.invalid(
          "Invalid value "
              + most
              + " for parameter 'max_results' supplied. It must be 1 to "
              + MOST);
    }
    long before = before(fields.textOrEmpty("page_token"));
    return catalog
        .current()
        .thenApplyAsync(
            state -> {
              OffsetList offsets = state.registry().history(name);
              if (offsets.size() == 0) {
                throw TrackingException.notFound(RegistryWords.unknownModel(name));
              }
              return answer(page(offsets, before, (int) most + 1), (int) most);
            },
            threads);
  }

  private static long before(String token) {
    if (token.isEmpty()) {
      return Long.MAX_VALUE;
    }
    if (!token.matches("\\d{1,18}")) {
      throw TrackingException.invalid("Invalid page token, it is not one of this search.");
    }
    return Long.parseLong(token);
  }

  /** The newest changes before a revision, oldest of them first. */
  private Deque<Change> page(OffsetList offsets, long before, int most) {
    OffsetList earlier = OffsetList.EMPTY;
    for (int i = 0; i < offsets.size() && offsets.get(i) < before; i++) {
      earlier = earlier.with(offsets.get(i));
    }
    ModelHistory history = new ModelHistory();
    Deque<Change> newest = new ArrayDeque<>();
    log.read(
        earlier,
        (offset, event) -> {
          ChangeRegistry proposal = (ChangeRegistry) event.proposal();
          long at = event.header().sentAtMillis();
          ModelHistory.Told told = history.add(proposal.change(), at, offset);
          newest.addLast(new Change(offset, at, event.header().sender(), proposal, told));
          if (newest.size() > most) {
            newest.removeFirst();
          }
        });
    return newest;
  }

  private static HttpResponse<byte[]> answer(Deque<Change> page, int most) {
    List<Change> changes = new ArrayList<>();
    page.descendingIterator().forEachRemaining(changes::add);
    boolean more = changes.size() > most;
    List<Change> shown = more ? changes.subList(0, most) : changes;
    return JsonAnswer.ok(
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("changes");
          for (Change change : shown) {
            write(json, change);
          }
          json.writeEndArray();
          if (more) {
            json.writeStringField("next_page_token", Long.toString(shown.get(most - 1).revision()));
          }
          json.writeEndObject();
        });
  }

  private static void write(JsonGenerator json, Change change) throws IOException {
    json.writeStartObject();
    json.writeNumberField("revision", change.revision());
    json.writeNumberField("timestamp", change.at());
    json.writeStringField("user", change.proposal().by());
    json.writeStringField("client", change.client());
    json.writeStringField("model", change.proposal().change().model());
    json.writeStringField("change", change.told().what());
    if (change.told().version().isPresent()) {
      json.writeStringField("version", Integer.toString(change.told().version().getAsInt()));
    }
    write(json, "key", change.told().key());
    write(json, "before", change.told().before());
    write(json, "after", change.told().after());
    json.writeEndObject();
  }

  private static void write(JsonGenerator json, String name, Optional<String> text)
      throws IOException {
    if (text.isPresent()) {
      json.writeStringField(name, text.get());
    }
  }
}
