package dev.kiseki.ingest.artifact;

import dev.kiseki.ingest.publish.CatalogView;
import dev.kiseki.ingest.publish.ModelReader;
import dev.kiseki.ingest.publish.RunReader;
import dev.kiseki.store.document.RunView;
import dev.kiseki.transport.ledger.ArtifactLedger;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.RuntimeBeanDefinition;
import io.micronaut.inject.qualifiers.PrimaryQualifier;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The artifact routes on a free port, against some S3 endpoint, with runs, logged models and model
 * versions that the test makes up.
 */
final class ArtifactServer implements AutoCloseable {
  static final String BUCKET = "artifacts";
  static final String PREFIX = "/api/2.0/mlflow-artifacts/artifacts";

  final Map<String, RunView> runs = new ConcurrentHashMap<>();
  final Map<String, RunView> models = new ConcurrentHashMap<>();
  final FakeCatalog catalog = new FakeCatalog();
  final FakeLedger ledger = new FakeLedger();
  private final ApplicationContext context;
  private final EmbeddedServer server;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  ArtifactServer(URI s3, Map<String, Object> settings) {
    Map<String, Object> all = new HashMap<>(settings);
    all.put("kiseki.s3.endpoint", s3.toString());
    all.put("kiseki.s3.access-key", S3Child.ACCESS_KEY);
    all.put("kiseki.s3.secret-key", S3Child.SECRET_KEY);
    all.put("kiseki.s3.bucket", BUCKET);
    all.putIfAbsent("kiseki.s3.retry-for", "1s");
    all.put("micronaut.server.port", -1);
    RunReader reader =
        id -> CompletableFuture.completedFuture(Optional.ofNullable(runs.get(id.text())));
    ModelReader modelReader =
        id -> CompletableFuture.completedFuture(Optional.ofNullable(models.get(id.text())));
    context =
        ApplicationContext.builder()
            .properties(all)
            .banner(false)
            .beanDefinitions(
                RuntimeBeanDefinition.builder(RunReader.class, () -> reader)
                    .qualifier(PrimaryQualifier.instance())
                    .build(),
                RuntimeBeanDefinition.builder(ModelReader.class, () -> modelReader)
                    .qualifier(PrimaryQualifier.instance())
                    .build(),
                RuntimeBeanDefinition.builder(CatalogView.class, () -> catalog)
                    .qualifier(PrimaryQualifier.instance())
                    .build(),
                RuntimeBeanDefinition.builder(ArtifactLedger.class, () -> ledger)
                    .qualifier(PrimaryQualifier.instance())
                    .build())
            .start();
    server = context.getBean(EmbeddedServer.class).start();
  }

  int port() {
    return server.getPort();
  }

  <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  void awaitReady() throws InterruptedException {
    S3Readiness readiness = bean(S3Readiness.class);
    for (int i = 0; i < 600 && readiness.waitingFor().isPresent(); i++) {
      Thread.sleep(50);
    }
    if (readiness.waitingFor().isPresent()) {
      throw new AssertionError(readiness.waitingFor().get());
    }
  }

  /** The path stands in the request line exactly as given. */
  URI uri(String rawPath) {
    return URI.create("http://127.0.0.1:" + port() + rawPath);
  }

  HttpResponse<byte[]> put(String encodedPath, byte[] body)
      throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(uri(PREFIX + "/" + encodedPath))
            .PUT(HttpRequest.BodyPublishers.ofByteArray(body)));
  }

  HttpResponse<byte[]> get(String encodedPath, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(PREFIX + "/" + encodedPath));
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return http.send(
        request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  HttpClient http() {
    return http;
  }

  @Override
  public void close() {
    context.close();
  }
}
