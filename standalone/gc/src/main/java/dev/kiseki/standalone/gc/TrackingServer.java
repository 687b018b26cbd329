package dev.kiseki.standalone.gc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The tracking API. Repeats what may pass: a server that is away, and answers of 429 and 503. */
final class TrackingServer {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration ONE_REQUEST = Duration.ofMinutes(2);
  private static final long MOST_PAUSE_MILLIS = 8_000;

  private final URI uri;
  private final long patienceNanos;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  /**
   * @param uri ends in a slash
   * @param patience how long to repeat
   */
  TrackingServer(URI uri, Duration patience) {
    this.uri = uri;
    this.patienceNanos = patience.toNanos();
  }

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  /**
   * @param path below {@code api/2.0/}
   * @throws GcFailure when the answer is no 200 and will not become one
   */
  JsonNode post(String path, ObjectNode body) throws InterruptedException {
    long began = System.nanoTime();
    long pause = 250;
    while (true) {
      String why;
      try {
        HttpResponse<String> answer = http.send(request(path, body), BodyHandlers.ofString());
        if (answer.statusCode() == 200) {
          return JSON.readTree(answer.body());
        }
        why = answer.statusCode() + " " + answer.body();
        if (answer.statusCode() != 429 && answer.statusCode() != 503) {
          throw new GcFailure(uri + " answered to " + path + ": " + why);
        }
      } catch (JsonProcessingException e) {
        throw new GcFailure(uri + " is no tracking server: " + e.getOriginalMessage());
      } catch (IOException e) {
        why = String.valueOf(e.getMessage() == null ? e : e.getMessage());
      }
      if (System.nanoTime() - began > patienceNanos) {
        throw new GcFailure(
            uri + " can't be asked: " + why + ". Is it running? ./kiseki up starts it.");
      }
      TimeUnit.MILLISECONDS.sleep(pause);
      pause = Math.min(MOST_PAUSE_MILLIS, pause * 2);
    }
  }

  private HttpRequest request(String path, ObjectNode body) {
    return HttpRequest.newBuilder(uri.resolve("api/2.0/" + path))
        .timeout(ONE_REQUEST)
        .header("Content-Type", "application/json")
        .header("User-Agent", "kiseki-gc")
        .POST(BodyPublishers.ofString(body.toString()))
        .build();
  }
}
