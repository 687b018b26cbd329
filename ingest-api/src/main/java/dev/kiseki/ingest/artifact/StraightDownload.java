package dev.kiseki.ingest.artifact;

import dev.kiseki.ingest.relay.ObjectRead;
import dev.kiseki.ingest.relay.Receiver;
import io.micronaut.buffer.netty.NettyReadBufferFactory;
import io.micronaut.core.io.buffer.ReadBuffer;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.body.ByteBodyFactory;
import io.micronaut.http.body.CloseableByteBody;
import io.micronaut.http.body.stream.BodySizeLimits;
import io.micronaut.http.body.stream.BufferConsumer;
import io.netty.buffer.ByteBuf;
import java.io.InputStream;
import java.util.concurrent.Executor;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An artifact whose bytes are passed on as they come, on the event loop of the client's connection.
 * The next piece is asked for when the last one is written, so a slow client holds one piece, and
 * no thread. When S3 ends too early, a {@link StreamedDownload} delivers the rest.
 */
final class StraightDownload implements Download, Receiver, BufferConsumer.Upstream {
  private static final Logger LOG = LoggerFactory.getLogger(StraightDownload.class);
  private static final long WITHOUT_BOUND = Long.MIN_VALUE / 2;

  private final ObjectRead read;
  private final long length;
  private final StreamedDownload.Resume resume;
  private final Executor readers;
  private final Runnable release;

  // Set before it begins.
  private NettyReadBufferFactory buffers;
  private BufferConsumer client;

  // Touched on the loop only.
  private long delivered;
  private long unwritten;
  private boolean begun;
  private boolean ended;
  private Subscription rest;
  private boolean restAsked;

  /**
   * @param length bytes to deliver
   * @param readers threads that may wait, for the rest
   * @param release called once, when the download has ended in whatever way
   */
  StraightDownload(
      ObjectRead read,
      long length,
      StreamedDownload.Resume resume,
      Executor readers,
      Runnable release) {
    this.read = read;
    this.length = length;
    this.resume = resume;
    this.readers = readers;
    this.release = release;
  }

  @Override
  public CloseableByteBody body(ByteBodyFactory bodies, HttpHeaders headers) {
    buffers = (NettyReadBufferFactory) bodies.readBufferFactory();
    ByteBodyFactory.StreamingBody body = bodies.createStreamingBody(BodySizeLimits.UNLIMITED, this);
    body.sharedBuffer().setExpectedLengthFrom(headers.get(HttpHeaders.CONTENT_LENGTH));
    client = body.sharedBuffer();
    return body.rootBody();
  }

  @Override
  public void cancel() {
    onLoop(
        () -> {
          if (rest != null) {
            ended = true;
            rest.cancel();
          } else if (!ended) {
            ended = true;
            read.cancel();
            release.run();
          }
        });
  }

  @Override
  public void start() {
    onLoop(
        () -> {
          if (!begun && !ended) {
            begun = true;
            read.start(this);
            more();
          }
        });
  }

  @Override
  public void onBytesConsumed(long written) {
    onLoop(
        () -> {
          unwritten = Math.max(unwritten - Math.min(written, -WITHOUT_BOUND), WITHOUT_BOUND);
          more();
        });
  }

  @Override
  public void allowDiscard() {
    cancel();
  }

  @Override
  public void disregardBackpressure() {
    onBytesConsumed(Long.MAX_VALUE);
  }

  @Override
  public void bytes(ByteBuf bytes) {
    delivered += bytes.readableBytes();
    pass(buffers.adapt(bytes));
  }

  @Override
  public void end() {
    ended = true;
    release.run();
    client.complete();
  }

  @Override
  public void broken(Throwable cause) {
    LOG.debug("S3 broke off at {} of {} bytes", delivered, length, cause);
    long from = delivered;
    StreamedDownload tail =
        new StreamedDownload(
            InputStream.nullInputStream(),
            length - from,
            position -> resume.from(from + position),
            readers,
            release);
    tail.useBuffers(buffers);
    tail.subscribe(new Rest());
  }

  private void pass(ReadBuffer bytes) {
    unwritten += bytes.readable();
    try {
      client.add(bytes);
    } catch (RuntimeException e) {
      cancel();
      client.error(e);
    }
    more();
  }

  private void more() {
    if (!begun || ended || unwritten > 0) {
      return;
    }
    if (rest == null) {
      read.more();
    } else if (!restAsked) {
      restAsked = true;
      rest.request(1);
    }
  }

  private void onLoop(Runnable task) {
    if (read.loop().inEventLoop()) {
      task.run();
    } else {
      read.loop().execute(task);
    }
  }

  /** Brings what the reader threads deliver to the loop. */
  private final class Rest implements Subscriber<ReadBuffer> {
    @Override
    public void onSubscribe(Subscription subscription) {
      rest = subscription;
      more();
    }

    @Override
    public void onNext(ReadBuffer bytes) {
      onLoop(
          () -> {
            restAsked = false;
            if (ended) {
              bytes.close();
            } else {
              pass(bytes);
            }
          });
    }

    @Override
    public void onError(Throwable failure) {
      onLoop(
          () -> {
            if (!ended) {
              ended = true;
              client.error(failure);
            }
          });
    }

    @Override
    public void onComplete() {
      onLoop(
          () -> {
            if (!ended) {
              ended = true;
              client.complete();
            }
          });
    }
  }
}
