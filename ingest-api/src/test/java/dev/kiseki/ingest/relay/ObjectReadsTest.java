package dev.kiseki.ingest.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ObjectReadsTest {
  private static final int LARGEST_PIECE = 128 << 10;

  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final EventLoop loop = loops.next();
  private final UnpooledByteBufAllocator memory = new UnpooledByteBufAllocator(true);
  private final byte[] content = new byte[3_000_000];
  private final List<Channel> channels = new CopyOnWriteArrayList<>();
  private ScriptedServer s3;
  private Duration silence = Duration.ofSeconds(30);
  private Duration headTimeout = Duration.ofSeconds(30);

  ObjectReadsTest() {
    new Random(1).nextBytes(content);
  }

  @AfterEach
  void nothingIsLeft() throws Exception {
    loops.shutdownGracefully(0, 10, TimeUnit.SECONDS).sync();
    if (s3 != null) {
      s3.close();
    }
    assertThat(memory.metric().usedDirectMemory()).isZero();
    assertThat(memory.metric().usedHeapMemory()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1_000, 100_000, 3_000_000})
  void deliversAllBytesAndUsesTheConnectionAgain(int size) throws Exception {
    byte[] object = Arrays.copyOf(content, size);
    ObjectReads reads = reads((request, out) -> sends(out, ScriptedServer.head(200, size), object));
    for (int i = 0; i < 3; i++) {
      ObjectRead read = open(reads);
      assertThat(read.header("etag")).isEqualTo("\"tag\"");
      Collector collector = Collector.of(read);
      assertThat(collector.outcome()).isEqualTo("end");
      assertThat(collector.bytes()).isEqualTo(object);
    }
    assertThat(s3.connections()).isEqualTo(1);
  }

  @Test
  void asksWithTheAddressAsItIsAndTheHeaders() throws Exception {
    ObjectReads reads =
        reads(
            (request, out) ->
                sends(out, ScriptedServer.head(206, 2, "Content-Range: bytes 1-2/9"), new byte[2]));
    URI address = URI.create(s3.uri() + "/b/%C3%A4%20b?X-Amz-Signature=a%2Fb");
    ObjectRead read = reads.open(loop, address, Map.of("Range", "bytes=1-2")).get();
    assertThat(read.header("Content-Range")).isEqualTo("bytes 1-2/9");
    assertThat(Collector.of(read).outcome()).isEqualTo("end");
    assertThat(s3.requests().get(0))
        .startsWith("GET /b/%C3%A4%20b?X-Amz-Signature=a%2Fb HTTP/1.1\r\n")
        .containsIgnoringCase("host: 127.0.0.1:" + s3.uri().getPort() + "\r\n")
        .containsIgnoringCase("range: bytes=1-2\r\n");
  }

  @Test
  void deliversNoMoreThanIsAskedFor() throws Exception {
    ObjectReads reads = reads((request, out) -> sends(out, head(), content));
    Collector collector = Collector.patient(open(reads));
    settle();
    int early = collector.pieces.size();
    assertThat(early).isLessThanOrEqualTo(1); // what came with the head
    for (int asked = 1; asked <= 5; asked++) {
      collector.more();
      awaitPieces(collector, early + asked);
      settle();
      assertThat(collector.pieces).hasSize(early + asked);
    }
    while (collector.bytes().length < content.length) {
      int before = collector.pieces.size();
      collector.more();
      awaitPieces(collector, before + 1);
    }
    assertThat(collector.outcome()).isEqualTo("end");
    assertThat(collector.bytes()).isEqualTo(content);
    assertThat(collector.pieces).allMatch(size -> size <= LARGEST_PIECE);
  }

  @Test
  void takesAHeadThatComesInSmallPieces() throws Exception {
    ObjectReads reads =
        reads(
            (request, out) -> {
              for (byte one : head()) {
                out.write(one);
                out.flush();
              }
              return sends(out, content);
            });
    Collector collector = Collector.of(open(reads));
    assertThat(collector.outcome()).isEqualTo("end");
    assertThat(collector.bytes()).isEqualTo(content);
  }

  @Test
  void aCancelledReadTakesItsConnectionWithIt() throws Exception {
    ObjectReads reads = reads((request, out) -> sends(out, head(), content));
    ObjectRead unread = open(reads);
    unread.cancel();
    unread.cancel();
    ObjectRead half = open(reads);
    Collector collector = Collector.patient(half);
    collector.more();
    awaitPieces(collector, 1);
    half.cancel();
    half.cancel();
    assertThat(Collector.of(open(reads)).outcome()).isEqualTo("end");
    assertThat(s3.connections()).isEqualTo(3);
  }

  @Test
  void cancellingAReadThatHasEndedHurtsNobody() throws Exception {
    ObjectReads reads = reads((request, out) -> sends(out, head(), content));
    ObjectRead first = open(reads);
    assertThat(Collector.of(first).outcome()).isEqualTo("end");
    ObjectRead second = open(reads);
    first.cancel();
    assertThat(Collector.of(second).outcome()).isEqualTo("end");
    assertThat(s3.connections()).isEqualTo(1);
  }

  @Test
  void aConnectionThatS3ClosedMeanwhileIsNotUsed() throws Exception {
    ObjectReads reads = reads((request, out) -> !sends(out, head(), content));
    for (int i = 1; i <= 3; i++) {
      assertThat(Collector.of(open(reads)).outcome()).isEqualTo("end");
      awaitEnded(i); // the other side may hear of it a little later
    }
    assertThat(s3.connections()).isEqualTo(3);
  }

  /** Netty closes a channel first and tells of it in a later task. */
  @Test
  void aConnectionThatIsClosedButHasNotSaidSoIsNotUsed() throws Exception {
    ObjectReads reads = reads((request, out) -> sends(out, head(), content));
    assertThat(Collector.of(open(reads)).outcome()).isEqualTo("end");
    ObjectRead read =
        loop.submit(
                () -> {
                  var unused = channels.get(0).close();
                  return reads.open(loop, URI.create(s3.uri() + "/b/k?s=1"), Map.of());
                })
            .get()
            .get(30, TimeUnit.SECONDS);
    assertThat(Collector.of(read).outcome()).isEqualTo("end");
    assertThat(s3.connections()).isEqualTo(2);
  }

  @Test
  void asksAgainWhereAKeptConnectionEndsInsteadOfAnswering() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    ObjectReads reads =
        reads((request, out) -> asked.incrementAndGet() != 2 && sends(out, head(), content));
    for (int i = 0; i < 3; i++) {
      assertThat(Collector.of(open(reads)).outcome()).isEqualTo("end");
    }
    assertThat(asked).hasValue(4);
    assertThat(s3.connections()).isEqualTo(2);
  }

  @Test
  void doesNotAskAgainOnceAnAnswerHasBegun() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    ObjectReads reads =
        reads(
            (request, out) ->
                asked.incrementAndGet() == 1
                    ? sends(out, head(), content)
                    : !sends(out, "HTTP/1.1 503 Slow Down\r\n\r\n".getBytes(UTF_8)));
    assertThat(Collector.of(open(reads)).outcome()).isEqualTo("end");
    assertThatThrownBy(() -> open(reads)).hasMessageContaining("503");
    assertThat(asked).hasValue(2);
  }

  @Test
  void aConnectionThatS3WantsToCloseIsNotUsed() throws Exception {
    ObjectReads reads =
        reads(
            (request, out) ->
                sends(out, ScriptedServer.head(200, content.length, "Connection: close"), content));
    assertThat(Collector.of(open(reads)).outcome()).isEqualTo("end");
    assertThat(Collector.of(open(reads)).outcome()).isEqualTo("end");
    assertThat(s3.connections()).isEqualTo(2);
  }

  @Test
  void whatComesBehindTheEndIsNobodys() throws Exception {
    ObjectReads reads =
        reads((request, out) -> sends(out, ScriptedServer.head(200, 1_000), content));
    for (int i = 0; i < 2; i++) {
      Collector collector = Collector.of(open(reads));
      assertThat(collector.outcome()).isEqualTo("end");
      assertThat(collector.bytes()).isEqualTo(Arrays.copyOf(content, 1_000));
    }
    assertThat(s3.connections()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 503 Slow Down\r\nContent-Length: 3\r\n\r\nabc",
        "HTTP/1.1 404 Not Found\r\nContent-Length: 3\r\n\r\nabc",
        "HTTP/1.1 302 Found\r\nLocation: /else\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nContent-Length: abc\r\n\r\nabc",
        "HTTP/1.1 206 Partial Content\r\nContent-Length: 3\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Encoding: gzip\r\n\r\nabc",
        "SSH-2.0-OpenSSH_9.6\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Le",
        ""
      })
  void whatIsNotTheObjectIsAFailure(String answer) throws Exception {
    ObjectReads reads =
        reads((request, out) -> !sends(out, answer.getBytes(StandardCharsets.US_ASCII)));
    for (int i = 1; i <= 2; i++) {
      assertThatThrownBy(() -> open(reads)).isInstanceOf(ExecutionException.class);
      assertThat(s3.connections()).isEqualTo(i);
    }
  }

  @Test
  void nobodyThereIsAFailure() throws Exception {
    ObjectReads reads = reads((request, out) -> true);
    s3.close();
    assertThatThrownBy(() -> open(reads)).isInstanceOf(ExecutionException.class);
    assertThatThrownBy(() -> reads.open(loop, URI.create("http://no.invalid/a"), Map.of()).get())
        .isInstanceOf(ExecutionException.class);
    assertThatThrownBy(() -> reads.open(loop, URI.create("https://127.0.0.1/a"), Map.of()).get())
        .hasMessageContaining("no TLS");
  }

  @Test
  void anAnswerThatDoesNotBeginIsAFailure() throws Exception {
    headTimeout = Duration.ofMillis(200);
    ObjectReads reads = reads((request, out) -> waits());
    assertThatThrownBy(() -> open(reads)).hasMessageContaining("S3 does not answer");
  }

  @Test
  void tellsThatItBrokeAfterTheLastByte() throws Exception {
    ObjectReads reads =
        reads((request, out) -> !sends(out, head(), Arrays.copyOf(content, 1_234_567)));
    Collector collector = Collector.of(open(reads));
    assertThat(collector.outcome()).isEqualTo("S3 closed the connection");
    assertThat(collector.bytes()).isEqualTo(Arrays.copyOf(content, 1_234_567));
  }

  @Test
  void tellsThatItBrokeBeforeAnybodyListened() throws Exception {
    ObjectReads reads = reads((request, out) -> !sends(out, head(), Arrays.copyOf(content, 10)));
    ObjectRead read = open(reads);
    awaitEnded(1);
    settle();
    Collector collector = Collector.of(read);
    assertThat(collector.outcome()).isEqualTo("S3 closed the connection");
    assertThat(collector.bytes()).isEqualTo(Arrays.copyOf(content, 10));
  }

  @Test
  void silenceCountsOnlyWhileSomethingIsAskedFor() throws Exception {
    silence = Duration.ofMillis(100);
    ObjectReads reads =
        reads(
            (request, out) -> {
              sends(out, head(), Arrays.copyOf(content, 1_000_000));
              return waits();
            });
    Collector collector = Collector.patient(open(reads));
    Thread.sleep(500); // nobody asks, so nothing is late
    while (collector.bytes().length < 1_000_000) {
      int before = collector.pieces.size();
      collector.more();
      awaitPieces(collector, before + 1);
    }
    collector.more();
    assertThat(collector.outcome()).isEqualTo("S3 sends nothing");
    assertThat(collector.bytes()).isEqualTo(Arrays.copyOf(content, 1_000_000));
  }

  private ObjectReads reads(ScriptedServer.Script script) throws IOException {
    s3 = new ScriptedServer(script);
    return new ObjectReads(
        new ObjectReads.Settings(
            Optional.empty(),
            () -> {
              NioSocketChannel channel = new NioSocketChannel();
              channel.config().setAllocator(memory);
              channels.add(channel);
              return channel;
            },
            Runnable::run,
            Duration.ofSeconds(5),
            silence,
            headTimeout));
  }

  private ObjectRead open(ObjectReads reads) throws Exception {
    return reads.open(loop, URI.create(s3.uri() + "/b/k?s=1"), Map.of()).get(30, TimeUnit.SECONDS);
  }

  private byte[] head() {
    return ScriptedServer.head(200, content.length);
  }

  private static boolean sends(OutputStream out, byte[]... parts) throws IOException {
    for (byte[] part : parts) {
      out.write(part);
    }
    return true;
  }

  /** Until the test is over. */
  private static boolean waits() throws InterruptedException {
    Thread.sleep(60_000);
    return false;
  }

  /** What has come is dealt with: a round of the loop looks at the sockets before its tasks. */
  private void settle() throws Exception {
    for (int i = 0; i < 3; i++) {
      loop.submit(() -> {}).get();
    }
  }

  private static void awaitPieces(Collector collector, int pieces) throws InterruptedException {
    while (collector.pieces.size() < pieces) {
      Thread.sleep(1);
    }
  }

  private void awaitEnded(int connections) throws InterruptedException {
    while (s3.endedConnections() < connections) {
      Thread.sleep(1);
    }
  }
}
