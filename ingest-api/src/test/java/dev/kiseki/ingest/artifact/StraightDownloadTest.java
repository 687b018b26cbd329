package dev.kiseki.ingest.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kiseki.ingest.relay.ScriptedServer;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Downloads by way of the server's own buffers, from an S3 that is told what to do. */
@Timeout(120)
class StraightDownloadTest {
  private static final int PLACES = 9;
  private static final int PIECE = 64 << 10;
  private static final String KEY = "0/a.bin";
  private static final Pattern RANGE = Pattern.compile("(?i)range: bytes=(\\d+)-(\\d*)\r\n");

  private static final byte[] content = new byte[30_000_000];
  private static final AtomicLong sent = new AtomicLong();
  private static volatile ScriptedServer.Script straight;
  private static volatile ScriptedServer.Script sdk;
  private static ScriptedServer s3;
  private static ArtifactServer server;

  @BeforeAll
  static void start() throws IOException {
    new Random(1).nextBytes(content);
    s3 =
        new ScriptedServer(
            (request, out) -> {
              if (!isObject(request)) { // whether there is a bucket, for example
                out.write(ScriptedServer.head(200, 0));
                return true;
              }
              return (isStraight(request) ? straight : sdk).answer(request, out);
            });
    server =
        new ArtifactServer(
            s3.uri(),
            Map.of("kiseki.artifacts.downloads", PLACES, "kiseki.s3.read-timeout", "20s"));
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
    s3.close();
  }

  @BeforeEach
  void s3IsAllRight() {
    straight = StraightDownloadTest::object;
    sdk = StraightDownloadTest::object;
    s3.requests().clear();
  }

  @AfterEach
  void everyPlaceIsFreeAgain() throws InterruptedException {
    while (server.bean(Transfers.class).freeDownloads() < PLACES) { // or the test times out
      Thread.sleep(5);
    }
    assertThat(server.bean(Transfers.class).freeDownloads()).isEqualTo(PLACES);
  }

  @Test
  void aDownloadIsOneRequestAndConnectionsAreUsedAgain() throws Exception {
    for (int i = 1; i <= 4; i++) {
      HttpResponse<byte[]> got = server.get(KEY);
      assertThat(got.statusCode()).isEqualTo(200);
      assertThat(got.headers().firstValue("etag")).hasValue("\"tag\"");
      assertThat(got.headers().firstValue("content-length")).hasValue("30000000");
      assertThat(got.body()).isEqualTo(content);
      assertThat(objects()).hasSize(i).allMatch(StraightDownloadTest::isStraight);
    }
  }

  @Test
  void aRangeIsPassedOn() throws Exception {
    HttpResponse<byte[]> got = server.get(KEY, "Range", "bytes=1000-20000999");
    assertThat(got.statusCode()).isEqualTo(206);
    assertThat(got.headers().firstValue("content-range")).hasValue("bytes 1000-20000999/30000000");
    assertThat(got.body()).isEqualTo(Arrays.copyOfRange(content, 1_000, 20_001_000));
    assertThat(objects()).hasSize(1).allMatch(StraightDownloadTest::isStraight);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 503 Slow Down\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        "nonsense\r\n\r\n",
        ""
      })
  void whatIsNotTheObjectIsAskedForAgain(String answer) throws Exception {
    straight =
        (request, out) -> {
          out.write(answer.getBytes(StandardCharsets.US_ASCII));
          return false;
        };
    assertThat(server.get(KEY).body()).isEqualTo(content);
    assertThat(objects().stream().map(StraightDownloadTest::isStraight))
        .containsExactly(true, false);
  }

  @ParameterizedTest
  @CsvSource({"0, bytes=0-", "1, bytes=0-", "20000000, bytes=0-", "5000000, bytes=700-29000000"})
  void theRestIsAskedForFromWhereItBroke(int sent, String range) throws Exception {
    straight = (request, out) -> !object(request, out, sent);
    HttpResponse<byte[]> got = server.get(KEY, "Range", range);
    int first = range.startsWith("bytes=0") ? 0 : 700;
    int last = first == 0 ? content.length - 1 : 29_000_000;
    assertThat(got.body()).isEqualTo(Arrays.copyOfRange(content, first, last + 1));
    assertThat(objects()).hasSize(2);
    assertThat(objects().get(1))
        .containsIgnoringCase("range: bytes=" + (first + sent) + "-" + last + "\r\n")
        .containsIgnoringCase("if-match: \"tag\"\r\n");
  }

  @Test
  void theRestMayBreakToo() throws Exception {
    straight = (request, out) -> !object(request, out, 1_000_000);
    sdk = (request, out) -> !object(request, out, 7_000_000);
    assertThat(server.get(KEY).body()).isEqualTo(content);
    assertThat(objects()).hasSize(6);
  }

  @Test
  void aRestThatNobodyGivesBreaksTheAnswer() {
    straight = (request, out) -> !object(request, out, 1_000_000);
    sdk =
        (request, out) -> {
          out.write(ScriptedServer.head(412, 0));
          return true;
        };
    assertThatThrownBy(() -> server.get(KEY)).isInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whoGoesAwayLeavesNothing(boolean inTheRest) throws Exception {
    if (inTheRest) {
      straight = (request, out) -> !object(request, out, 1_000_000);
    }
    for (int i = 0; i < 2 * PLACES; i++) {
      try (Socket client = asking()) {
        client.getInputStream().readNBytes(2_000_000);
      }
      everyPlaceIsFreeAgain();
    }
    assertThat(server.get(KEY).body()).isEqualTo(content);
  }

  @Test
  void whoWaitsHoldsLittleAndGetsAll() throws Exception {
    List<Socket> waiting = new ArrayList<>();
    for (int i = 0; i < PLACES - 1; i++) {
      waiting.add(asking());
    }
    for (int i = 0; i < 3; i++) {
      assertThat(server.get(KEY).body()).isEqualTo(content);
    }
    long before = -1;
    while (sent.get() > before) { // until nothing goes on any more
      before = sent.get();
      Thread.sleep(300);
    }
    ByteBufAllocatorMetricProvider memory =
        (ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT;
    assertThat(memory.metric().usedDirectMemory()).isLessThan(32 << 20);
    for (Socket client : waiting) {
      try (client) {
        InputStream in = client.getInputStream();
        String head = "";
        while (!head.endsWith("\r\n\r\n")) {
          head += (char) in.read();
        }
        assertThat(in.readNBytes(content.length)).isEqualTo(content);
      }
    }
  }

  @Test
  void moreThanThePlacesAreRefused() throws Exception {
    List<Socket> clients = new ArrayList<>();
    for (int i = 0; i < PLACES; i++) {
      clients.add(asking());
      assertThat(clients.get(i).getInputStream().read()).isEqualTo('H');
    }
    assertThat(server.get(KEY).statusCode()).isEqualTo(503);
    for (Socket client : clients) {
      client.close();
    }
  }

  /** A client that has asked and reads what the test reads. */
  private static Socket asking() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    URI uri = server.uri(ArtifactServer.PREFIX + "/" + KEY);
    socket
        .getOutputStream()
        .write(
            ("GET " + uri.getPath() + " HTTP/1.1\r\nHost: " + uri.getAuthority() + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static List<String> objects() {
    return s3.requests().stream().filter(StraightDownloadTest::isObject).toList();
  }

  private static boolean isObject(String request) {
    return request.startsWith("GET /" + ArtifactServer.BUCKET + "/" + KEY);
  }

  private static boolean isStraight(String request) {
    return request.contains("X-Amz-Signature=");
  }

  private static boolean object(String request, OutputStream out) throws IOException {
    return object(request, out, Integer.MAX_VALUE);
  }

  /** Answers as S3 does, and with so many bytes at most. */
  private static boolean object(String request, OutputStream out, int most) throws IOException {
    Matcher range = RANGE.matcher(request);
    int first = 0;
    int last = content.length - 1;
    String[] headers = {};
    int status = 200;
    if (range.find()) {
      status = 206;
      first = Integer.parseInt(range.group(1));
      last = range.group(2).isEmpty() ? last : Integer.parseInt(range.group(2));
      headers = new String[] {"Content-Range: bytes " + first + "-" + last + "/" + content.length};
    }
    out.write(ScriptedServer.head(status, last - first + 1, headers));
    int end = first + Math.min(most, last - first + 1);
    for (int from = first; from < end; from += PIECE) {
      int length = Math.min(PIECE, end - from);
      out.write(content, from, length);
      sent.addAndGet(length);
    }
    return true;
  }
}
