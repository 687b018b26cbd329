package dev.kiseki.ingest.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes that go between a client and S3, at addresses that the server signs. */
@Timeout(120)
class ClientTransfersTest {
  private static final String SERVICE = "/api/2.0/mlflow-artifacts/";
  private static final int PART = 5 << 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path folder;
  private static S3Child s3;
  private static ArtifactServer server;
  private static ArtifactServer behind;

  @BeforeAll
  static void start() throws Exception {
    s3 = S3Child.start(folder);
    server =
        new ArtifactServer(
            s3.endpoint(), Map.of("kiseki.s3.public-endpoint", s3.endpoint().toString()));
    behind = new ArtifactServer(s3.endpoint(), Map.of());
    server.awaitReady();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
    behind.close();
    s3.close();
  }

  @Test
  void aFileSentInPartsIsThereOnceItIsCompletedAndNotBefore() throws Exception {
    byte[] file = bytes(2 * PART + 12_345);
    JsonNode begun = create(server, "0/mpu/dir%20%C3%A4", "/home/me/big file.bin", 3);
    String parts = sendParts(begun, file);
    assertThat(server.get("0/mpu/dir%20%C3%A4/big%20file.bin").statusCode()).isEqualTo(404);
    String upload = begun.get("upload_id").asText();
    String completion =
        "{\"path\":\"/home/me/big file.bin\",\"upload_id\":\"%s\",\"parts\":%s}"
            .formatted(upload, parts);

    HttpResponse<byte[]> done = post(server, "mpu/complete/0/mpu/dir%20%C3%A4", completion);
    assertThat(done.statusCode()).as(text(done)).isEqualTo(200);
    assertThat(text(done)).isEqualTo("{}");
    assertThat(server.get("0/mpu/dir%20%C3%A4/big%20file.bin").body()).isEqualTo(file);
    assertThat(post(server, "mpu/complete/0/mpu/dir%20%C3%A4", completion).statusCode())
        .as("a repeat whose first answer was lost")
        .isEqualTo(200);
    String other = completion.replace("\"part_number\":3", "\"part_number\":2");
    assertThat(post(server, "mpu/complete/0/mpu/other", other).statusCode()).isEqualTo(404);
  }

  @Test
  void anAbortedUploadLeavesNothing() throws Exception {
    JsonNode begun = create(server, "0/abort", "a.bin", 1);
    String parts = sendParts(begun, bytes(1000));
    String body = "{\"path\":\"a.bin\",\"upload_id\":\"%s\"}";
    body = body.formatted(begun.get("upload_id").asText());
    assertThat(post(server, "mpu/abort/0/abort", body).statusCode()).isEqualTo(200);
    assertThat(post(server, "mpu/abort/0/abort", body).statusCode()).as("again").isEqualTo(200);
    String completion = body.replace("}", ",\"parts\":" + parts + "}");
    HttpResponse<byte[]> late = post(server, "mpu/complete/0/abort", completion);
    assertThat(late.statusCode()).isEqualTo(404);
    assertThat(text(late)).contains("RESOURCE_DOES_NOT_EXIST", "No such multipart upload");
    assertThat(server.get("0/abort/a.bin").statusCode()).isEqualTo(404);
  }

  @Test
  void theNameOfTheLocalFileCountsAlsoOfWindows() throws Exception {
    JsonNode begun = create(server, "0/win", "C:\\\\Users\\\\me\\\\model.pt", 1);
    assertThat(URI.create(begun.get("credentials").get(0).get("url").asText()).getPath())
        .endsWith("/0/win/model.pt");
  }

  @Test
  void partsAreNumberedFromOneAndBounded() throws Exception {
    JsonNode begun = create(server, "0/many", "a.bin", 10_000);
    assertThat(begun.get("credentials")).hasSize(10_000);
    assertThat(begun.get("credentials").get(9_999).get("part_number").asInt()).isEqualTo(10_000);
    for (String count : new String[] {"-1", "10001"}) {
      HttpResponse<byte[]> refused =
          post(server, "mpu/create/0/many", "{\"path\":\"a\",\"num_parts\":" + count + "}");
      assertThat(refused.statusCode()).isEqualTo(400);
      assertThat(text(refused)).contains("num_parts must be between 0 and 10000, not " + count);
    }
    assertThat(create(server, "0/many", "a.bin", 0).has("credentials")).isFalse();
  }

  @Test
  void aPlaceThatIsTakenIsRefusedBeforeAnyByteIsSent() throws Exception {
    server.put("0/taken/file", bytes(1));
    HttpResponse<byte[]> below =
        post(server, "mpu/create/0/taken/file", "{\"path\":\"a\",\"num_parts\":1}");
    assertThat(below.statusCode()).isEqualTo(400);
    HttpResponse<byte[]> directory =
        post(server, "mpu/create/0", "{\"path\":\"taken\",\"num_parts\":1}");
    assertThat(text(directory)).contains("The artifact path is a directory: 0/taken");
  }

  @Test
  void aDownloadIsSentByS3AndSavedByBrowsers() throws Exception {
    byte[] file = bytes(100_000);
    server.put("0/pre/page%20%C3%A4.html", file);
    HttpResponse<byte[]> answer = get(server, "presigned/0/pre/page%20%C3%A4.html");
    assertThat(answer.statusCode()).isEqualTo(200);
    JsonNode source = JSON.readTree(answer.body());
    assertThat(source.get("file_size").asLong()).isEqualTo(100_000);
    assertThat(source.get("headers")).isEmpty();
    URI url = URI.create(source.get("url").asText());
    assertThat(url.getPort()).isEqualTo(s3.endpoint().getPort());
    HttpResponse<byte[]> part =
        server.send(HttpRequest.newBuilder(url).header("Range", "bytes=1000-1999"));
    assertThat(part.statusCode()).isEqualTo(206);
    assertThat(part.body()).isEqualTo(Arrays.copyOfRange(file, 1000, 2000));
    assertThat(part.headers().firstValue("content-disposition").orElse(""))
        .startsWith("attachment; filename=");
    URI other = URI.create(url.toString().replace("page", "pag"));
    assertThat(server.send(HttpRequest.newBuilder(other)).statusCode()).isEqualTo(403);

    assertThat(get(server, "presigned/0/pre/none").statusCode()).isEqualTo(404);
    assertThat(get(server, "presigned/0/pre").statusCode()).isEqualTo(400);
    assertThat(get(server, "presigned").statusCode()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"..%2fx", "%252e%252e/x", "a/../x", "%2Fetc", "C:/x", "a%00b", "%FF%FE"})
  void unsafePathsAreRefused(String path) throws Exception {
    String body =
        "{\"path\":\"a\",\"upload_id\":\"u\",\"num_parts\":1,\"parts\":[{\"etag\":\"\"}]}";
    List<HttpResponse<byte[]>> answers = new ArrayList<>();
    for (String route : new String[] {"mpu/create/", "mpu/complete/", "mpu/abort/"}) {
      answers.add(post(server, route + path, body));
    }
    answers.add(get(server, "presigned/" + path));
    answers.add(post(server, "mpu/create/0", "{\"path\":\"x/..\",\"num_parts\":1}"));
    answers.add(post(server, "mpu/create/0", "{\"path\":\"a\\u0000b\",\"num_parts\":1}"));
    assertThat(answers)
        .allSatisfy(
            answer -> {
              assertThat(answer.statusCode()).isEqualTo(400);
              assertThat(text(answer)).contains("\"message\":\"Invalid path\"");
            });
  }

  @Test
  void whereClientsCannotReachStorageTheyAreToldSoInMlflowsWords() throws Exception {
    HttpResponse<byte[]> create =
        post(behind, "mpu/create/0/x", "{\"path\":\"a\",\"num_parts\":1}");
    assertThat(create.statusCode()).isEqualTo(501);
    assertThat(text(create))
        .isEqualTo(
            "{\"error_code\":\"NOT_IMPLEMENTED\",\"message\":\"Multipart upload is not supported"
                + " for the current artifact repository\"}");
    HttpResponse<byte[]> presigned = get(behind, "presigned/0/x");
    assertThat(presigned.statusCode()).isEqualTo(501);
    assertThat(text(presigned)).contains("Multipart download is not supported for the current");
  }

  @Test
  void theServerSaysWhichWayItsClientsShallGo() throws Exception {
    for (ArtifactServer each : List.of(server, behind)) {
      JsonNode info =
          JSON.readTree(
              each.send(HttpRequest.newBuilder(each.uri("/api/3.0/mlflow/server-info"))).body());
      assertThat(info.get("multipart_uploads_enabled").asBoolean()).isEqualTo(each == server);
      assertThat(info.get("multipart_downloads_enabled").asBoolean()).isEqualTo(each == server);
    }
  }

  private static JsonNode create(ArtifactServer at, String directory, String local, int parts)
      throws Exception {
    HttpResponse<byte[]> answer =
        post(
            at,
            "mpu/create/" + directory,
            "{\"path\":\"%s\",\"num_parts\":%d}".formatted(local, parts));
    assertThat(answer.statusCode()).as(text(answer)).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  /** As the stock client does it; gives the parts as it reports them. */
  private static String sendParts(JsonNode begun, byte[] file) throws Exception {
    List<String> sent = new ArrayList<>();
    for (JsonNode credential : begun.get("credentials")) {
      int number = credential.get("part_number").asInt();
      byte[] part =
          Arrays.copyOfRange(file, (number - 1) * PART, Math.min(file.length, number * PART));
      HttpResponse<byte[]> put =
          server.send(
              HttpRequest.newBuilder(URI.create(credential.get("url").asText()))
                  .PUT(BodyPublishers.ofByteArray(part)));
      assertThat(put.statusCode()).as(text(put)).isEqualTo(200);
      String etag = put.headers().firstValue("ETag").orElseThrow();
      sent.add(
          JSON.writeValueAsString(
              Map.of("part_number", number, "etag", etag, "url", credential.get("url").asText())));
    }
    return sent.toString();
  }

  private static HttpResponse<byte[]> post(ArtifactServer at, String route, String body)
      throws Exception {
    return at.send(
        HttpRequest.newBuilder(at.uri(SERVICE + route))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  private static HttpResponse<byte[]> get(ArtifactServer at, String route) throws Exception {
    return at.send(HttpRequest.newBuilder(at.uri(SERVICE + route)));
  }

  private static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), UTF_8);
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }
}
