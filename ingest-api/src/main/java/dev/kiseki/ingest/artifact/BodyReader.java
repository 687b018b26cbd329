package dev.kiseki.ingest.artifact;

import io.micronaut.core.io.buffer.ReadBuffer;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * Reads a request body on a thread that may wait. Holds at most {@value #AHEAD} network buffers,
 * the network is not read further until they are taken. For one reading thread.
 */
final class BodyReader implements Subscriber<ReadBuffer>, AutoCloseable {
  private static final int AHEAD = 16;
  private static final int ASKED_AT_ONCE = AHEAD / 2;

  private sealed interface Signal permits Data, End {}

  private record Data(ReadBuffer buffer) implements Signal {}

  /**
   * @param failure null when all of the body has come
   */
  private record End(Throwable failure) implements Signal {}

  // Bounded by what was requested, so that a publisher's thread never waits.
  private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
  private final Duration stallTimeout;
  private Subscription subscription;
  private ReadBuffer current;
  private int taken;
  private End end;
  private volatile boolean closed;

  private BodyReader(Duration stallTimeout) {
    this.stallTimeout = stallTimeout;
  }

  /** Starts the flow. The publisher calls {@code onSubscribe} before this returns. */
  static BodyReader of(Publisher<ReadBuffer> body, Duration stallTimeout) {
    BodyReader reader = new BodyReader(stallTimeout);
    body.subscribe(reader);
    return reader;
  }

  /**
   * Reads until the array is full or the body ends.
   *
   * @return bytes read; less than asked for only at the end
   * @throws StalledException when nothing came for the stall timeout
   * @throws IOException when the body was cut off
   */
  int readFully(byte[] into, int offset, int length) throws IOException, InterruptedException {
    int read = 0;
    while (read < length && !atEnd()) {
      int n = Math.min(length - read, current.readable());
      if (n == current.readable()) {
        current.toArray(into, offset + read);
        current.close();
        current = null;
      } else {
        try (ReadBuffer head = current.split(n)) {
          head.toArray(into, offset + read);
        }
      }
      read += n;
    }
    return read;
  }

  /** Waits until there is a further byte or the end. */
  boolean atEnd() throws IOException, InterruptedException {
    while (current == null && end == null) {
      Signal signal = signals.poll(stallTimeout.toMillis(), TimeUnit.MILLISECONDS);
      if (signal == null) {
        throw new StalledException();
      }
      if (signal instanceof Data data) {
        askForMore();
        if (data.buffer().readable() == 0) {
          data.buffer().close();
        } else {
          current = data.buffer();
        }
      } else {
        end = (End) signal;
      }
    }
    if (current == null && end.failure() != null) {
      throw new IOException("The request body was cut off", end.failure());
    }
    return current == null;
  }

  /** Each time wakes the thread of the connection, so not for every buffer. */
  private void askForMore() {
    if (++taken == ASKED_AT_ONCE) {
      taken = 0;
      subscription.request(ASKED_AT_ONCE);
    }
  }

  /** Drops what is left; the connection is kept in order by the HTTP server. */
  @Override
  public void close() {
    closed = true;
    if (end == null) {
      subscription.cancel();
    }
    if (current != null) {
      current.close();
      current = null;
    }
    drop();
  }

  @Override
  public void onSubscribe(Subscription s) {
    subscription = s;
    s.request(AHEAD);
  }

  @Override
  public void onNext(ReadBuffer buffer) {
    signals.add(new Data(buffer));
    if (closed) {
      drop();
    }
  }

  @Override
  public void onError(Throwable failure) {
    signals.add(new End(failure));
  }

  @Override
  public void onComplete() {
    signals.add(new End(null));
  }

  private void drop() {
    for (Signal signal = signals.poll(); signal != null; signal = signals.poll()) {
      if (signal instanceof Data data) {
        data.buffer().close();
      }
    }
  }

  /** The client is connected and sends nothing. */
  static final class StalledException extends IOException {
    private static final long serialVersionUID = 1L;

    StalledException() {
      super("The request body stalled");
    }
  }
}
