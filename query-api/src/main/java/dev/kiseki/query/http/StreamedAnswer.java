package dev.kiseki.query.http;

import io.micronaut.core.io.buffer.ReadBuffer;
import io.micronaut.core.io.buffer.ReadBufferFactory;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bytes of an answer that is never in memory as a whole: a piece is made when the response has
 * room for it. What fails after the first piece breaks the connection, so that no client takes a
 * part for the whole.
 */
final class StreamedAnswer {
  private static final Logger log = LoggerFactory.getLogger(StreamedAnswer.class);

  private final Source source;
  private final Executor executor;
  private final AtomicLong wanted = new AtomicLong();
  private final AtomicBoolean closed = new AtomicBoolean();
  private volatile boolean cancelled;
  private volatile ReadBufferFactory buffers = ReadBufferFactory.getJdkFactory();

  /** Where the bytes come from. */
  interface Source {
    /** Those that follow; none at the end only. Not called again before it has completed. */
    CompletionStage<byte[]> next();

    /** Called once. */
    void close();
  }

  /**
   * @param executor on which the source is asked
   */
  StreamedAnswer(Source source, Executor executor) {
    this.source = source;
    this.executor = executor;
  }

  void useBuffers(ReadBufferFactory factory) {
    buffers = factory;
  }

  /** Ends it, begun or not. May be called at any time, from any thread. */
  void cancel() {
    cancelled = true;
    if (wanted.getAndIncrement() == 0) {
      close();
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
              executor.execute(() -> deliver(subscriber));
            }
          }

          @Override
          public void cancel() {
            StreamedAnswer.this.cancel();
          }
        });
  }

  private void deliver(Subscriber<? super ReadBuffer> subscriber) {
    if (cancelled) {
      close();
      return;
    }
    CompletionStage<byte[]> next;
    try {
      next = source.next();
    } catch (RuntimeException e) {
      failed(subscriber, e);
      return;
    }
    next.whenComplete(
        (piece, failure) -> {
          if (failure != null) {
            failed(subscriber, failure);
          } else if (piece.length == 0) {
            close();
            subscriber.onComplete();
          } else {
            subscriber.onNext(buffers.adapt(piece));
            if (wanted.decrementAndGet() > 0) {
              executor.execute(() -> deliver(subscriber));
            }
          }
        });
  }

  private void failed(Subscriber<? super ReadBuffer> subscriber, Throwable failure) {
    log.warn("an answer broke off: {}", failure.toString());
    close();
    subscriber.onError(failure);
  }

  private void close() {
    if (closed.compareAndSet(false, true)) {
      source.close();
    }
  }
}
