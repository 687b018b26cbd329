package dev.kiseki.ingest.http;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.ApplicationContextBuilder;
import io.micronaut.context.RuntimeBeanDefinition;
import io.micronaut.inject.qualifiers.PrimaryQualifier;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;

/** The service on a free port, without a Kafka; ports may be replaced before it starts. */
final class WriteServer implements AutoCloseable {
  private final ApplicationContextBuilder builder =
      ApplicationContext.builder()
          .properties(
              Map.of("micronaut.server.port", -1, "kiseki.s3.endpoint", "http://127.0.0.1:1"))
          .banner(false);
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private ApplicationContext context;
  private URI uri;

  <T> WriteServer with(Class<T> port, T instead) {
    builder.beanDefinitions(
        RuntimeBeanDefinition.builder(port, () -> instead)
            .qualifier(PrimaryQualifier.instance())
            .build());
    return this;
  }

  WriteServer start() {
    context = builder.start();
    uri = context.getBean(EmbeddedServer.class).start().getURI();
    return this;
  }

  /**
   * @param body single quotes stand for double ones
   */
  HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(uri.resolve(path))
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", "application/json")
            .header("User-Agent", "a-trainer/1.0")
            .POST(BodyPublishers.ofString(body.replace('\'', '"')))
            .build(),
        BodyHandlers.ofString());
  }

  /**
   * @param method that has a body or may have one
   * @param body as of {@link #post}; sent without a content type
   */
  HttpResponse<String> send(String method, String path, String body)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(uri.resolve(path))
            .timeout(Duration.ofSeconds(30))
            .method(method, BodyPublishers.ofString(body.replace('\'', '"')))
            .build(),
        BodyHandlers.ofString());
  }

  @Override
  public void close() {
    if (context != null) {
      context.close();
    }
  }
}
