package dev.kiseki.ingest.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.kiseki.transport.s3.S3Settings;
import io.minio.MinioAsyncClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What is said when the bucket cannot be used, to who reads the log or asks whether it is ready.
 */
class S3ReadinessTest {
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private HttpServer server;
  private volatile int head;
  private volatile int put;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          boolean asked = exchange.getRequestMethod().equals("HEAD");
          int status = asked ? head : put;
          byte[] body =
              (status == 200 ? "" : "<Error><Code>AccessDenied</Code><Message>no</Message></Error>")
                  .getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/xml");
          exchange.sendResponseHeaders(status, asked || body.length == 0 ? -1 : body.length);
          if (!asked && body.length > 0) {
            exchange.getResponseBody().write(body);
          }
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    timer.shutdownNow();
    server.stop(0);
  }

  private S3Readiness readiness() {
    URI endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    S3Settings settings =
        new S3Settings(
            endpoint,
            null,
            "key",
            "hush",
            "files",
            "us-east-1",
            Duration.ofSeconds(2),
            Duration.ofSeconds(5));
    MinioAsyncClient client =
        MinioAsyncClient.builder()
            .endpoint(endpoint.toString())
            .region("us-east-1")
            .credentials("key", "hush")
            .build();
    return new S3Readiness(client, settings, timer);
  }

  private static String waiting(S3Readiness readiness, String until) throws InterruptedException {
    for (int i = 0; i < 100; i++) {
      if (readiness.waitingFor().orElse("ready").contains(until)) {
        break;
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    return readiness.waitingFor().orElse("ready");
  }

  @Test
  void aBucketThatMayNotBeMadeIsRefusedWithWhatToDo() throws Exception {
    head = 404;
    put = 403;
    S3Readiness readiness = readiness();
    assertThat(waiting(readiness, "make it"))
        .contains("bucket files is not there", "AccessDenied", "make it", "s3:CreateBucket");

    head = 200; // somebody made it
    assertThat(waiting(readiness, "ready")).isEqualTo("ready");
  }

  @Test
  void credentialsThatAreRefusedAreToldFromAnS3ThatIsAway() throws Exception {
    head = 403;
    S3Readiness readiness = readiness();
    assertThat(waiting(readiness, "refuses"))
        .contains("refuses the credentials for bucket files", "AccessDenied", "doctor")
        .doesNotContain("hush");
  }
}
