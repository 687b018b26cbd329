package dev.kiseki.ingest.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.transport.s3.ArtifactPath;
import dev.kiseki.transport.s3.BodyChecksum;
import io.minio.MinioAsyncClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class FreePlacesTest {
  @TempDir static Path folder;
  private static final AtomicInteger requests = new AtomicInteger();
  private static final AtomicBoolean away = new AtomicBoolean();
  private static S3Child s3;
  private static MinioAsyncClient client;
  private static ObjectStore store;

  private final AtomicLong nanos = new AtomicLong();
  private final FreePlaces places = new FreePlaces(store, nanos::get);

  @BeforeAll
  static void start() throws Exception {
    s3 = S3Child.start(folder);
    // It makes the bucket.
    try (ArtifactServer server = new ArtifactServer(s3.endpoint(), Map.of())) {
      server.awaitReady();
    }
    OkHttpClient counting =
        new OkHttpClient.Builder()
            .addInterceptor(
                chain -> {
                  requests.incrementAndGet();
                  if (away.get()) {
                    throw new IOException("no S3 for the moment");
                  }
                  return chain.proceed(chain.request());
                })
            .build();
    client =
        MinioAsyncClient.builder()
            .endpoint(s3.endpoint().toString())
            .region("us-east-1")
            .credentials(S3Child.ACCESS_KEY, S3Child.SECRET_KEY)
            .httpClient(counting, true)
            .build();
    store = new ObjectStore(client, ArtifactServer.BUCKET, new FakeLedger()::removed);
  }

  @AfterAll
  static void stop() throws Exception {
    client.close();
    s3.close();
  }

  @BeforeEach
  void empty() {
    store.removal().below("").join();
    requests.set(0);
  }

  private static void store(String key) {
    byte[] data = {1};
    store.put(key, data, 1, BodyChecksum.of(data, 1)).join();
  }

  private int requestsFor(String path) {
    requests.set(0);
    places.require(ArtifactPath.of(path)).join();
    return requests.get();
  }

  /** As an upload does. */
  private int put(String path) {
    int asked = requestsFor(path);
    store(path);
    places.taken(ArtifactPath.of(path));
    return asked;
  }

  private void refused(String path, String why) {
    assertThatThrownBy(() -> places.require(ArtifactPath.of(path)).join())
        .hasCauseInstanceOf(TrackingException.class)
        .hasMessageContaining(why);
  }

  @Test
  void theFilesOfADirectoryCostOneLookTogether() {
    assertThat(put("0/run/artifacts/many/1")).as("4 names above and the directory").isEqualTo(5);
    assertThat(put("0/run/artifacts/many/2")).isZero();
    assertThat(put("0/run/artifacts/many/3")).isZero();
    assertThat(put("0/run/artifacts/many/deeper/1")).as("the last name above").isEqualTo(2);
    assertThat(put("0/run/artifacts/many/4")).isZero();
  }

  @Test
  void aDirectoryIsNoPlaceForAFileWhoeverMadeIt() {
    store("d/before/f");
    put("d/f");
    put("d/after/deep/f");
    refused("d/before", "The artifact path is a directory: d/before");
    refused("d/after", "The artifact path is a directory: d/after");
    refused("d/after/deep", "The artifact path is a directory: d/after/deep");
    assertThat(put("d/g")).isZero();
  }

  @Test
  void nothingGoesBelowAFile() {
    put("d/f");
    refused("d/f/g", "The artifact path is below a file: d/f");
    refused("d/f/g/h/i", "The artifact path is below a file: d/f");
    assertThat(put("d/f2/g")).isPositive();
  }

  @Test
  void whatIsTakenIsNotAnsweredFromMemory() {
    put("d/sub/f");
    put("d/f");
    store.removal().below("d/sub/").join();
    assertThat(requestsFor("d/sub")).isEqualTo(1);
  }

  @Test
  void whatOthersDoIsSeenAfterHalfAMinuteOrWhenSomethingWasRemoved() {
    put("d/f");
    store("d/theirs/f");
    nanos.addAndGet(Duration.ofSeconds(31).toNanos());
    refused("d/theirs", "is a directory");

    store("d/more/f");
    places.forget();
    refused("d/more", "is a directory");
  }

  @Test
  void aDirectoryOfMoreThanOneListingAsksForEachFile() throws Exception {
    Path big = folder.resolve(ArtifactServer.BUCKET).resolve("big");
    Files.createDirectories(big);
    for (int i = 0; i < 1_001; i++) {
      Files.write(big.resolve("f" + i), new byte[] {1});
    }
    store("big/zz/f");
    assertThat(put("big/new")).isEqualTo(3);
    assertThat(put("big/newer")).isEqualTo(1);
    refused("big/zz", "is a directory");
  }

  @Test
  void aFailedLookIsNotRemembered() {
    away.set(true);
    assertThatThrownBy(() -> places.require(ArtifactPath.of("d/f")).join())
        .hasStackTraceContaining("no S3 for the moment");
    away.set(false);
    assertThat(requestsFor("d/f")).isEqualTo(2);
  }
}
