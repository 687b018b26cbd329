package dev.kiseki.standalone.s3;

import dev.kiseki.standalone.lifeline.Lifeline;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;

/** Main class of the S3 child. */
public final class S3Node {
  private S3Node() {}

  /** Starts S3Proxy over the folder, makes the bucket, and serves until the parent is gone. */
  public static void main(String[] args) throws Exception {
    Lifeline lifeline = Lifeline.hold(Duration.ofSeconds(10));
    Path dir = Path.of(required("kiseki.node.dir"));
    URI endpoint = URI.create("http://127.0.0.1:" + required("kiseki.node.port"));
    String bucket = required("kiseki.node.bucket");
    // In the environment, not in the arguments, which every user of the machine can list.
    String secretKey = System.getenv("KISEKI_S3_SECRET_KEY");
    if (secretKey == null) {
      throw new IllegalArgumentException("The launcher must set KISEKI_S3_SECRET_KEY");
    }

    Files.createDirectories(dir);
    FilesystemNio2BlobStore store = new FilesystemNio2BlobStore(dir.toString());
    if (!store.containerExists(bucket)) {
      store.createContainer(bucket);
    }
    S3Proxy server =
        S3Proxy.builder()
            .blobStore(store)
            .endpoint(endpoint)
            .awsAuthentication(
                AuthenticationType.AWS_V2_OR_V4, required("kiseki.node.access-key"), secretKey)
            .jettyMaxThreads(64)
            // A client may sign the body of a whole upload part at once.
            .v4MaxNonChunkedRequestSize(128L << 20)
            .ignoreUnknownHeaders(true)
            .build();
    lifeline.onStop(server::stop);
    server.start();
    answers(endpoint.resolve("/" + bucket));
    lifeline.ready();
    new CountDownLatch(1).await();
  }

  /** An unsigned request must be answered, and refused. */
  private static void answers(URI bucket) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) bucket.toURL().openConnection();
    connection.setConnectTimeout(5_000);
    connection.setReadTimeout(5_000);
    int status = connection.getResponseCode();
    connection.disconnect();
    if (status != HttpURLConnection.HTTP_FORBIDDEN) {
      throw new IOException("The S3 endpoint answered an unsigned request with " + status);
    }
  }

  private static String required(String key) {
    String value = System.getProperty(key);
    if (value == null) {
      throw new IllegalArgumentException("The launcher must set -D" + key);
    }
    return value;
  }
}
