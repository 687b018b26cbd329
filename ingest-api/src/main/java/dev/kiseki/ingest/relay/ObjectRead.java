package dev.kiseki.ingest.relay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * An object on its way: its head is here, its bytes come when they are asked for. It must be read
 * to its end or cancelled; until then it holds a connection and at most what came with the head.
 */
public final class ObjectRead {
  private static final int OK = 200;
  private static final int PARTIAL_CONTENT = 206;

  private final Connection connection;
  private final EventLoop loop;
  private final ObjectReads.Settings settings;
  private final CompletableFuture<ObjectRead> opening;
  private final Deque<ByteBuf> early = new ArrayDeque<>();

  // Touched on the loop only, but for the headers, which are there before anybody has this.
  private HttpHeaders headers;
  private boolean reusable;
  private long left;
  private Receiver receiver;
  private Throwable broken;
  private boolean done;
  private boolean waiting;
  private long waitingSince;
  private Future<?> watch;

  ObjectRead(
      Connection connection,
      EventLoop loop,
      ObjectReads.Settings settings,
      CompletableFuture<ObjectRead> opening) {
    this.connection = connection;
    this.loop = loop;
    this.settings = settings;
    this.opening = opening;
  }

  /** A header of S3's answer, or null. */
  public String header(String name) {
    return headers.get(name);
  }

  public EventLoop loop() {
    return loop;
  }

  /** Delivers what is here and, when there is none, the end. To be called once, on the loop. */
  public void start(Receiver to) {
    receiver = to;
    for (ByteBuf bytes = early.poll(); bytes != null && !done; bytes = early.poll()) {
      deliver(bytes);
    }
    if (!done && left == 0) {
      finish();
    } else if (!done && broken != null) {
      end(broken);
    }
  }

  /** Asks for another piece. To be called on the loop, after {@link #start}. */
  public void more() {
    if (!done && !waiting && left > 0) {
      await();
      connection.read();
    }
  }

  /** Wants no more, and has got the last call of its receiver. May be called at any time. */
  public void cancel() {
    ObjectReads.onLoop(
        loop,
        () -> {
          if (!done) {
            stop();
            if (broken == null) {
              connection.finished(false);
            }
          }
        });
  }

  void awaitHead() {
    await();
    watch =
        loop.schedule(
            () -> connection.fail(new IOException("S3 does not answer")),
            settings.headTimeout().toNanos(),
            TimeUnit.NANOSECONDS);
    connection.read();
  }

  boolean waitsForHead() {
    return headers == null;
  }

  /** Whether this is the object, of a length that is told, in bytes that can be passed on. */
  boolean accepts(HttpResponse head) {
    int status = head.status().code();
    boolean part = head.headers().contains(HttpHeaderNames.CONTENT_RANGE);
    long length = HttpUtil.getContentLength(head, -1L);
    if (head.decoderResult().isFailure()
        || status != (part ? PARTIAL_CONTENT : OK)
        || length < 0
        || HttpUtil.isTransferEncodingChunked(head)
        || head.headers().contains(HttpHeaderNames.CONTENT_ENCODING)) {
      return false;
    }
    headers = head.headers();
    reusable = HttpUtil.isKeepAlive(head);
    left = length;
    return true;
  }

  void opened() {
    waiting = false;
    watch.cancel(false);
    watch = loop.schedule(this::watch, settings.silence().toNanos(), TimeUnit.NANOSECONDS);
    if (!opening.complete(this)) {
      cancel();
    }
  }

  void bytes(ByteBuf bytes) {
    waiting = false;
    if (receiver == null) {
      early.add(bytes);
    } else {
      deliver(bytes);
    }
  }

  void failed(Throwable cause) {
    if (done) {
      return;
    }
    if (headers == null) {
      stop();
      opening.completeExceptionally(cause);
    } else if (receiver == null) {
      broken = cause;
    } else {
      end(cause);
    }
  }

  private void deliver(ByteBuf bytes) {
    if (bytes.readableBytes() > left) { // what comes behind the end belongs to nobody
      bytes.writerIndex(bytes.readerIndex() + (int) left);
      reusable = false;
    }
    if (done || !bytes.isReadable()) {
      bytes.release();
      return;
    }
    left -= bytes.readableBytes();
    receiver.bytes(bytes);
    if (left == 0 && !done) {
      finish();
    }
  }

  private void finish() {
    stop();
    if (broken == null) {
      connection.finished(reusable);
    }
    receiver.end();
  }

  private void end(Throwable cause) {
    stop();
    receiver.broken(cause);
  }

  private void stop() {
    done = true;
    watch.cancel(false);
    early.forEach(ByteBuf::release);
    early.clear();
  }

  private void await() {
    waiting = true;
    waitingSince = System.nanoTime();
  }

  /** Looks seldom: a timer that is set again for each piece costs more than the piece. */
  private void watch() {
    long left = settings.silence().toNanos();
    if (waiting) {
      left -= System.nanoTime() - waitingSince;
    }
    if (left <= 0) {
      connection.fail(new IOException("S3 sends nothing"));
    } else {
      watch = loop.schedule(this::watch, left, TimeUnit.NANOSECONDS);
    }
  }
}
