package dev.kiseki.ingest.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.store.ledger.LedgerEntry;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the ledger is told of uploads and removals, and what becomes of them without it. */
@Timeout(120)
class LedgerRecordsTest {
  private static final int PART = 5 << 20;
  private static final String SERVICE = "/api/2.0/mlflow-artifacts/";

  @TempDir static Path folder;
  private static S3Child s3;
  private static ArtifactServer server;

  @BeforeAll
  static void start() throws Exception {
    s3 = S3Child.start(folder);
    String endpoint = s3.endpoint().toString();
    server =
        new ArtifactServer(
            s3.endpoint(),
            Map.of("kiseki.artifacts.part-size", PART, "kiseki.s3.public-endpoint", endpoint));
    server.awaitReady();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
    s3.close();
  }

  @AfterEach
  void ledgerIsThereAgain() {
    server.ledger.away = false;
    server.ledger.silent = false;
    server.ledger.onRemoval = key -> {};
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1000, PART, PART + 1, 3 * PART + 77})
  void anUploadIsRecordedAsS3HasItBeforeItIsAnswered(int size) throws Exception {
    byte[] bytes = bytes(size);
    long before = System.currentTimeMillis();
    assertThat(server.put("0/record/a%20" + size, bytes).statusCode()).isEqualTo(200);
    LedgerEntry entry = server.ledger.entries.get("0/record/a " + size);
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    assertThat(entry.size()).isEqualTo(size);
    assertThat(entry.crc32c()).isEqualTo(OptionalInt.of((int) crc.getValue()));
    assertThat(entry.recordedAt()).isBetween(before, System.currentTimeMillis());
    String etag = server.get("0/record/a%20" + size).headers().firstValue("etag").orElseThrow();
    assertThat(entry.etag()).contains(LedgerEntry.unquoted(etag));
  }

  @Test
  void anUploadPastTheServerIsRecordedWithoutAChecksumOfOurs() throws Exception {
    String begun = post("mpu/create/0/past", "{\"path\":\"a.bin\",\"num_parts\":1}");
    String address = between(begun, "\"url\":\"", "\"");
    HttpResponse<byte[]> sent =
        server
            .http()
            .send(
                HttpRequest.newBuilder(java.net.URI.create(address))
                    .PUT(BodyPublishers.ofByteArray(bytes(1234)))
                    .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    String etag = LedgerEntry.unquoted(sent.headers().firstValue("etag").orElseThrow());
    String upload = between(begun, "\"upload_id\":\"", "\"");
    String completion =
        "{\"path\":\"a.bin\",\"upload_id\":\"%s\",\"parts\":[{\"part_number\":1,\"etag\":\"%s\"}]}"
            .formatted(upload, etag);
    assertThat(post("mpu/complete/0/past", completion)).isEqualTo("{}");
    LedgerEntry entry = server.ledger.entries.get("0/past/a.bin");
    assertThat(entry.size()).isEqualTo(1234);
    assertThat(entry.crc32c()).isEmpty();
    String kept = server.get("0/past/a.bin").headers().firstValue("etag").orElseThrow();
    assertThat(entry.etag()).contains(LedgerEntry.unquoted(kept));
  }

  @Test
  void theLedgerForgetsAFileBeforeItIsRemoved() throws Exception {
    server.put("0/gone/a.txt", "a".getBytes(UTF_8));
    server.put("0/gone/deep/b.txt", "b".getBytes(UTF_8));
    List<Integer> seen = new ArrayList<>();
    server.ledger.onRemoval =
        key -> {
          if (server.ledger.entries.containsKey(key)) {
            seen.add(status(key));
          }
        };
    assertThat(delete("0/gone")).isEqualTo(200);
    assertThat(seen).containsExactly(200, 200);
    assertThat(server.ledger.removed).contains("0/gone/a.txt", "0/gone/deep/b.txt");
    assertThat(server.ledger.entries).doesNotContainKeys("0/gone/a.txt", "0/gone/deep/b.txt");
    assertThat(status("0/gone/a.txt")).isEqualTo(404);
  }

  @Test
  void withoutTheLedgerUploadsGoOnAndRemovalsDoNot() throws Exception {
    server.ledger.away = true;
    double failed = failed();
    assertThat(server.put("0/away/a.txt", "a".getBytes(UTF_8)).statusCode()).isEqualTo(200);
    assertThat(failed()).isEqualTo(failed + 1);
    assertThat(delete("0/away/a.txt")).isEqualTo(503);
    assertThat(status("0/away/a.txt")).isEqualTo(200);
  }

  @Test
  void aLedgerThatSaysNothingIsNotWaitedForLong() throws Exception {
    server.ledger.silent = true;
    long before = System.nanoTime();
    assertThat(server.put("0/silent/a.txt", "a".getBytes(UTF_8)).statusCode()).isEqualTo(200);
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
    double failed = failed();
    server.ledger.unanswered.forEach(
        append -> append.completeExceptionally(TrackingException.unavailable("too late")));
    assertThat(failed()).as("what ends late counts").isEqualTo(failed + 1);
  }

  private static double failed() {
    return server
        .bean(MeterRegistry.class)
        .get("kiseki.artifact.ledger")
        .tag("outcome", "failed")
        .counter()
        .count();
  }

  private static int status(String key) {
    try {
      return server.get(key).statusCode();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static int delete(String path) throws Exception {
    return server
        .send(HttpRequest.newBuilder(server.uri(ArtifactServer.PREFIX + "/" + path)).DELETE())
        .statusCode();
  }

  private static String post(String route, String body) throws Exception {
    HttpResponse<byte[]> answer =
        server.send(
            HttpRequest.newBuilder(server.uri(SERVICE + route))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    assertThat(answer.statusCode()).isEqualTo(200);
    return new String(answer.body(), UTF_8);
  }

  private static String between(String text, String start, String end) {
    int from = text.indexOf(start) + start.length();
    return text.substring(from, text.indexOf(end, from));
  }

  private static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }
}
