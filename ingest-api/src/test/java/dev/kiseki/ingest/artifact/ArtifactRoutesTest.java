package dev.kiseki.ingest.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class ArtifactRoutesTest {
  @TempDir static Path folder;
  private static S3Child s3;
  private static ArtifactServer server;

  @BeforeAll
  static void start() throws Exception {
    s3 = S3Child.start(folder);
    server = new ArtifactServer(s3.endpoint(), Map.of("kiseki.artifacts.part-size", 5 << 20));
    server.awaitReady();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
    s3.close();
  }

  @Test
  void aFileComesBackAsItWasPut() throws Exception {
    byte[] bytes = bytes(100_000);
    HttpResponse<byte[]> put = server.put("0/back/data.bin", bytes);
    assertThat(put.statusCode()).isEqualTo(200);
    assertThat(put.body()).isEmpty();
    HttpResponse<byte[]> got = server.get("0/back/data.bin");
    assertThat(got.statusCode()).isEqualTo(200);
    assertThat(got.body()).isEqualTo(bytes);
    assertThat(header(got, "content-length")).isEqualTo("100000");
    assertThat(header(got, "content-type")).isEqualTo("application/octet-stream");
    assertThat(header(got, "content-disposition")).isEqualTo("attachment; filename=data.bin");
    assertThat(header(got, "x-content-type-options")).isEqualTo("nosniff");
    assertThat(header(got, "etag")).startsWith("\"").endsWith("\"");
    assertThat(header(got, "last-modified")).endsWith("GMT");
  }

  @Test
  void theOtherPrefixServesTheSame() throws Exception {
    server.put("0/ajax/a.txt", "x".getBytes(UTF_8));
    String ajax = "/ajax-api/2.0/mlflow-artifacts/artifacts";
    assertThat(server.send(HttpRequest.newBuilder(server.uri(ajax + "/0/ajax/a.txt"))).body())
        .isEqualTo("x".getBytes(UTF_8));
    assertThat(text(server.send(HttpRequest.newBuilder(server.uri(ajax + "?path=0/ajax")))))
        .isEqualTo("{\"files\":[{\"path\":\"a.txt\",\"is_dir\":false,\"file_size\":1}]}");
  }

  @Test
  void headAnswersTheHeadersOfGet() throws Exception {
    server.put("0/head/a.json", bytes(1234));
    HttpResponse<byte[]> head =
        server.send(
            HttpRequest.newBuilder(server.uri(ArtifactServer.PREFIX + "/0/head/a.json"))
                .method("HEAD", HttpRequest.BodyPublishers.noBody()));
    HttpResponse<byte[]> get = server.get("0/head/a.json");
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    for (String name :
        new String[] {
          "content-length", "content-type", "content-disposition", "etag", "last-modified"
        }) {
      assertThat(header(head, name)).as(name).isEqualTo(header(get, name));
    }
  }

  @Test
  void aSecondPutReplacesTheFirst() throws Exception {
    server.put("0/over/a.txt", "one".getBytes(UTF_8));
    server.put("0/over/a.txt", "three".getBytes(UTF_8));
    assertThat(text(server.get("0/over/a.txt"))).isEqualTo("three");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65_536, 65_537, 5 << 20, (5 << 20) + 1, 10 << 20, 11_000_000})
  void anySizeIsKeptWithAndWithoutAKnownLength(int size) throws Exception {
    byte[] bytes = bytes(size);
    assertThat(server.put("0/sizes/known-" + size, bytes).statusCode()).isEqualTo(200);
    HttpRequest.Builder chunked =
        HttpRequest.newBuilder(server.uri(ArtifactServer.PREFIX + "/0/sizes/chunked-" + size))
            .PUT(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes)));
    assertThat(server.send(chunked).statusCode()).isEqualTo(200);
    assertThat(server.get("0/sizes/known-" + size).body()).isEqualTo(bytes);
    assertThat(server.get("0/sizes/chunked-" + size).body()).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource({
    "bytes=2-4, 206, 234, bytes 2-4/10",
    "bytes=7-, 206, 789, bytes 7-9/10",
    "bytes=-2, 206, 89, bytes 8-9/10",
    "bytes=5-100, 206, 56789, bytes 5-9/10",
    "'bytes=0-1,4-5', 200, 0123456789, ",
    "lines=1-2, 200, 0123456789, ",
    "bytes=4-2, 200, 0123456789, ",
    "bytes=, 200, 0123456789, ",
  })
  void oneRangeIsServed(String range, int status, String body, String contentRange)
      throws Exception {
    server.put("0/range/a.txt", "0123456789".getBytes(UTF_8));
    HttpResponse<byte[]> got = server.get("0/range/a.txt", "Range", range);
    assertThat(got.statusCode()).isEqualTo(status);
    assertThat(text(got)).isEqualTo(body);
    assertThat(header(got, "content-range")).isEqualTo(contentRange);
    assertThat(header(got, "content-length")).isEqualTo(String.valueOf(body.length()));
  }

  @Test
  void aRangeOutsideIsRefusedWithTheSize() throws Exception {
    server.put("0/range/b.txt", "0123456789".getBytes(UTF_8));
    HttpResponse<byte[]> got = server.get("0/range/b.txt", "Range", "bytes=10-20");
    assertThat(got.statusCode()).isEqualTo(416);
    assertThat(header(got, "content-range")).isEqualTo("bytes */10");
  }

  @Test
  void whatIsNotThereIsNotFound() throws Exception {
    HttpResponse<byte[]> got = server.get("0/none/a.txt");
    assertThat(got.statusCode()).isEqualTo(404);
    assertThat(text(got)).contains("\"RESOURCE_DOES_NOT_EXIST\"");
  }

  @Test
  void aDirectoryCannotBeGot() throws Exception {
    server.put("0/dirs/sub/a.txt", bytes(1));
    for (String path : new String[] {"0/dirs", "0/dirs/sub", "0/dirs/sub/", "0/none/", ""}) {
      assertThat(server.get(path).statusCode()).as(path).isEqualTo(400);
    }
  }

  @Test
  void listsOneLevelByNameInOrder() throws Exception {
    server.put("0/list/b.txt", bytes(2));
    server.put("0/list/a.txt", bytes(1));
    server.put("0/list/dir/c.txt", bytes(3));
    server.put("0/list/dir/deep/d.txt", bytes(4));
    assertThat(list("0/list"))
        .isEqualTo(
            "{\"files\":[{\"path\":\"a.txt\",\"is_dir\":false,\"file_size\":1},"
                + "{\"path\":\"b.txt\",\"is_dir\":false,\"file_size\":2},"
                + "{\"path\":\"dir\",\"is_dir\":true}]}");
    assertThat(list("0/list/dir/")).contains("c.txt", "deep").doesNotContain("d.txt\"");
    assertThat(list("0/list/a.txt")).isEqualTo("{}");
    assertThat(list("0/nowhere")).isEqualTo("{}");
  }

  @Test
  void aListingGoesOnPastOnePageOfS3() throws Exception {
    Path many = folder.resolve(ArtifactServer.BUCKET).resolve("0/many");
    java.nio.file.Files.createDirectories(many);
    for (int i = 0; i < 1205; i++) {
      java.nio.file.Files.write(many.resolve("f%04d".formatted(i)), new byte[0]);
    }
    String files = list("0/many");
    assertThat(files.split("is_dir", -1)).hasSize(1206);
    assertThat(files).contains("\"f0000\"", "\"f1204\"");
    assertThat(delete("0/many").statusCode()).isEqualTo(200);
    assertThat(list("0/many")).isEqualTo("{}");
  }

  @Test
  void deletesAFileOrADirectoryAndForgivesWhatIsGone() throws Exception {
    server.put("0/del/a.txt", bytes(1));
    server.put("0/del/dir/b.txt", bytes(1));
    server.put("0/del/dirt.txt", bytes(1));
    assertThat(delete("0/del/a.txt").statusCode()).isEqualTo(200);
    assertThat(delete("0/del/dir").statusCode()).isEqualTo(200);
    assertThat(delete("0/del/none").statusCode()).isEqualTo(200);
    assertThat(list("0/del"))
        .isEqualTo("{\"files\":[{\"path\":\"dirt.txt\",\"is_dir\":false,\"file_size\":1}]}");
  }

  @Test
  void nothingIsPutBelowAFileOrOverADirectory() throws Exception {
    server.put("0/taken/a.txt", bytes(1));
    server.put("0/taken/dir/b.txt", bytes(1));
    assertThat(server.put("0/taken/a.txt/b", bytes(1)).statusCode()).isEqualTo(400);
    assertThat(server.put("0/taken/a.txt/b/c/d", bytes(1)).statusCode()).isEqualTo(400);
    assertThat(server.put("0/taken/dir", bytes(1)).statusCode()).isEqualTo(400);
    assertThat(server.put("0/taken/dir", bytes(11 << 20)).statusCode()).isEqualTo(400);
    assertThat(list("0/taken")).contains("a.txt", "dir").doesNotContain("uploads");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/etc/passwd",
        "..%2fx",
        "%252e%252e/x",
        "a/../x",
        "a/%2e%2e/%2e%2e/x",
        "%2Fetc",
        "%252Fetc",
        "C:/x",
        "C%3A%5Cx",
        "file:%2F%2F%2Fetc",
        "FILE:/etc",
        "a%00b",
        "a%2500b",
        "a%0Ab",
        "%5C%5Chost%5Cx",
        "%FF%FE",
        "a%ff%2f..%2fx",
        "%25252525252525252525252e.",
        "a%5C..%5Cb",
        "..%5Cx",
        "a%255C..%255Cb"
      })
  void unsafePathsAreRefusedOnEveryRoute(String path) throws Exception {
    for (String method : new String[] {"GET", "PUT", "DELETE"}) {
      HttpResponse<byte[]> answer =
          server.send(
              HttpRequest.newBuilder(server.uri(ArtifactServer.PREFIX + "/" + path))
                  .method(method, HttpRequest.BodyPublishers.ofString("x")));
      assertThat(answer.statusCode()).as(method).isEqualTo(400);
      assertThat(text(answer))
          .as(method)
          .isEqualTo("{\"error_code\":\"INVALID_PARAMETER_VALUE\",\"message\":\"Invalid path\"}");
    }
    if (path.equals("%FF%FE")) {
      return; // a query string is read with replacement characters
    }
    HttpResponse<byte[]> listed = listing(path);
    assertThat(listed.statusCode()).isEqualTo(400);
    assertThat(text(listed)).contains("\"Invalid path\"");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\0',
      delimiter = '|',
      value = {
        "a%20b.txt|a b.txt|attachment; filename=\"a b.txt\"",
        "a%2520b.txt|a%20b.txt|attachment; filename=a%20b.txt",
        "a+b.txt|a+b.txt|attachment; filename=a+b.txt",
        "a%2Bb2.txt|a+b2.txt|attachment; filename=a+b2.txt",
        "a%23b.txt|a#b.txt|attachment; filename=a#b.txt",
        "100%25.txt|100%.txt|attachment; filename=100%.txt",
        "%C3%A4%E6%97%A5.txt|\u00e4\u65e5.txt|attachment; filename=a.txt; filename*=UTF-8''%C3%A4%E6%97%A5.txt",
        "%E6%97%A5|\u65e5|attachment; filename=download; filename*=UTF-8''%E6%97%A5",
        "q%22%5Cq.txt|q\\\"\\\\q.txt|attachment; filename=\"q\\\"\\\\q.txt\"",
        "a%3Fb%26c%3D%3B.txt|a?b&c=;.txt|attachment; filename=\"a?b&c=;.txt\"",
        "a..b|a..b|attachment; filename=a..b",
        "C:x|C:x|attachment; filename=\"C:x\"",
      })
  void unusualNamesAreKept(String encoded, String listed, String disposition) throws Exception {
    byte[] content = encoded.getBytes(UTF_8);
    assertThat(server.put("0/names/" + encoded, content).statusCode()).isEqualTo(200);
    HttpResponse<byte[]> got = server.get("0/names/" + encoded);
    assertThat(got.body()).isEqualTo(content);
    assertThat(header(got, "content-disposition")).isEqualTo(disposition);
    assertThat(list("0/names")).contains("\"path\":\"" + listed + "\"");
    assertThat(delete("0/names").statusCode()).isEqualTo(200);
    assertThat(list("0/names")).isEqualTo("{}");
  }

  @Test
  void slashesAndDotsInBetweenSayNothing() throws Exception {
    assertThat(server.put("0/slash//a.txt", bytes(1)).statusCode()).isEqualTo(200);
    assertThat(server.put("0/slash/./b.txt", bytes(1)).statusCode()).isEqualTo(200);
    assertThat(list("0/./slash")).contains("\"a.txt\"", "\"b.txt\"");
    assertThat(server.put("0/slash/", bytes(1)).statusCode()).isEqualTo(400);
    assertThat(server.put("", bytes(1)).statusCode()).isEqualTo(400);
  }

  @Test
  void namesThatNoStoreTakesAreRefusedHere() throws Exception {
    assertThat(server.put("0/" + "n".repeat(256), bytes(1)).statusCode()).isEqualTo(400);
    assertThat(server.put("0/" + "dir/".repeat(300) + "a", bytes(1)).statusCode()).isEqualTo(400);
    assertThat(server.put("0/" + "n".repeat(200), bytes(1)).statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "MLmodel, text/plain",
    "t.yaml, text/plain",
    "p.png, image/png",
    "page.html, text/html",
    "noext, application/octet-stream",
    "a.tar.gz, application/x-tar",
    ".json, application/octet-stream",
    "A.PNG, image/png",
    "x.JSON, application/json",
    "m.MLmodel, text/plain",
    "w.webp, image/webp"
  })
  void theTypeFollowsTheName(String name, String type) throws Exception {
    HttpResponse<byte[]> put =
        server.send(
            HttpRequest.newBuilder(server.uri(ArtifactServer.PREFIX + "/0/types/" + name))
                .header("Content-Type", "video/mp4")
                .PUT(HttpRequest.BodyPublishers.ofString("x")));
    assertThat(put.statusCode()).isEqualTo(200);
    assertThat(header(server.get("0/types/" + name), "content-type")).isEqualTo(type);
  }

  @Test
  void aBodySentAsGzipIsKeptAsItIs() throws Exception {
    byte[] zipped = {31, -117, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0};
    server.send(
        HttpRequest.newBuilder(server.uri(ArtifactServer.PREFIX + "/0/gzip/a.gz"))
            .header("Content-Encoding", "gzip")
            .PUT(HttpRequest.BodyPublishers.ofByteArray(zipped)));
    assertThat(server.get("0/gzip/a.gz").body()).isEqualTo(zipped);
  }

  private static String list(String path) throws Exception {
    return text(listing(path));
  }

  private static HttpResponse<byte[]> listing(String encoded) throws Exception {
    return server.send(
        HttpRequest.newBuilder(server.uri(ArtifactServer.PREFIX + "?path=" + encoded)));
  }

  private static HttpResponse<byte[]> delete(String path) throws Exception {
    return server.send(
        HttpRequest.newBuilder(server.uri(ArtifactServer.PREFIX + "/" + path)).DELETE());
  }

  private static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), UTF_8);
  }

  private static String header(HttpResponse<byte[]> answer, String name) {
    return answer.headers().firstValue(name).orElse(null);
  }
}
