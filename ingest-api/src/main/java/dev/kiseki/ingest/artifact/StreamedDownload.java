package dev.kiseki.ingest.artifact;

import io.micronaut.core.io.buffer.ReadBuffer;
import io.micronaut.core.io.buffer.ReadBufferFactory;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.body.ByteBodyFactory;
import io.micronaut.http.body.CloseableByteBody;
import io.micronaut.http.body.stream.BodySizeLimits;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An artifact read from a stream that blocks. One piece is read ahead, on one of the reader
 * threads, so that S3 sends while the client is sent to; a slow reader holds no thread and at most
 * two pieces. When S3 ends too early, as it does with a connection that was idle for long, the rest
 * is asked for again.
 */
final class StreamedDownload implements Download {
  private static final Logger LOG = LoggerFactory.getLogger(StreamedDownload.class);
  private static final int PIECE = 256 << 10;
  private static final int MOST_FRUITLESS_RESUMES = 3;

  /** Opens the same content again. */
  interface Resume {
    /**
     * @param position bytes already delivered
     */
    InputStream from(long position) throws IOException, InterruptedException;
  }

  private final long length;
  private final Resume resume;
  private final Executor readers;
  private final Runnable release;
  private final AtomicLong wanted = new AtomicLong();
  private final AtomicBoolean released = new AtomicBoolean();
  private volatile boolean cancelled;
  private volatile ReadBufferFactory buffers = ReadBufferFactory.getJdkFactory();

  // Touched by the reader thread of the moment only.
  private InputStream in;
  private byte[] ahead;
  private long position;
  private int fruitless;

  /**
   * @param length bytes to deliver
   * @param release called once, when the download has ended in whatever way
   */
  StreamedDownload(InputStream in, long length, Resume resume, Executor readers, Runnable release) {
    this.in = in;
    this.length = length;
    this.resume = resume;
    this.readers = readers;
    this.release = release;
  }

  /** Makes its buffers with this from now on. */
  void useBuffers(ReadBufferFactory factory) {
    buffers = factory;
  }

  @Override
  public CloseableByteBody body(ByteBodyFactory bodies, HttpHeaders headers) {
    useBuffers(bodies.readBufferFactory());
    return bodies.adapt(this::subscribe, BodySizeLimits.UNLIMITED, headers, this::cancel);
  }

  @Override
  public void cancel() {
    cancelled = true;
    if (wanted.getAndIncrement() == 0) {
      readers.execute(this::end);
    }
  }

  /**
   * Starts it, as a {@code Publisher} would; it isn't one, because Micronaut would encode its
   * items.
   */
  void subscribe(Subscriber<? super ReadBuffer> subscriber) {
    subscriber.onSubscribe(
        new Subscription() {
          @Override
          public void request(long n) {
            long before = wanted.getAndUpdate(w -> w + n < 0 ? Long.MAX_VALUE : w + n);
            if (before == 0) {
              readers.execute(() -> deliver(subscriber));
            }
          }

          @Override
          public void cancel() {
            StreamedDownload.this.cancel();
          }
        });
  }

  /** One piece; further ones queue behind those of other downloads. */
  private void deliver(Subscriber<? super ReadBuffer> subscriber) {
    try {
      if (cancelled) {
        end();
        return;
      }
      if (ahead == null && position < length) {
        ahead = nextPiece();
      }
      if (ahead != null) {
        byte[] piece = ahead;
        ahead = null;
        subscriber.onNext(buffers.adapt(piece));
      }
      if (position >= length) {
        end();
        subscriber.onComplete();
        return;
      }
      ahead = nextPiece();
      if (wanted.decrementAndGet() > 0) {
        readers.execute(() -> deliver(subscriber));
      }
    } catch (Exception | Error e) {
      LOG.warn("A download ended after {} of {} bytes: {}", position, length, e.toString());
      end();
      subscriber.onError(e);
    }
  }

  private byte[] nextPiece() throws IOException, InterruptedException {
    int want = (int) Math.min(PIECE, length - position);
    while (true) {
      IOException failure = null;
      try {
        byte[] piece = new byte[want];
        int length = in.readNBytes(piece, 0, want);
        if (length > 0) {
          fruitless = 0;
          position += length;
          return length == want ? piece : Arrays.copyOf(piece, length);
        }
      } catch (IOException e) {
        failure = e;
      }
      if (++fruitless > MOST_FRUITLESS_RESUMES) {
        throw new IOException("S3 ended the artifact early", failure);
      }
      closeQuietly();
      in = resume.from(position);
    }
  }

  private void end() {
    if (released.compareAndSet(false, true)) {
      closeQuietly();
      release.run();
    }
  }

  private void closeQuietly() {
    try {
      in.close();
    } catch (IOException e) {
      LOG.debug("Closing an S3 answer failed", e);
    }
  }
}
