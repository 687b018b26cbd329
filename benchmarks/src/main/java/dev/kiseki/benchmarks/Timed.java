package dev.kiseki.benchmarks;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Requests that are sent until they are taken: a 429 or 503 is waited for as long as it asks, and
 * repeated. Times are those of requests that were answered 200, waits not included. For several
 * threads.
 */
final class Timed {
  private static final long LONGEST_NANOS = Duration.ofMinutes(3).toNanos();

  private final Histogram times = new ConcurrentHistogram(LONGEST_NANOS, 3);
  private final LongAdder refused = new LongAdder();

  /** A connection and what is posted on it. */
  final class Sender implements AutoCloseable {
    private final HttpConnection http;
    private final byte[] head;

    Sender(URI server, String path) {
      http = new HttpConnection(server);
      head = http.postHead(Mlflow.API + path);
    }

    void send(byte[] body) throws IOException {
      while (true) {
        long start = System.nanoTime();
        HttpConnection.Answer answer = http.post(head, body);
        if (answer.status() == 200) {
          times.recordValue(Math.min(System.nanoTime() - start, LONGEST_NANOS));
          return;
        }
        if ((answer.status() != 429 && answer.status() != 503) || answer.retryAfter() < 0) {
          throw new IOException("answered " + answer.status() + ": " + answer.text());
        }
        refused.increment();
        await(Duration.ofSeconds(answer.retryAfter()));
      }
    }

    @Override
    public void close() throws IOException {
      http.close();
    }
  }

  static void await(Duration time) throws IOException {
    try {
      TimeUnit.NANOSECONDS.sleep(time.toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  void record(long nanos) {
    times.recordValue(Math.min(nanos, LONGEST_NANOS));
  }

  /** Requests that were answered 429 or 503. */
  long refused() {
    return refused.sum();
  }

  long taken() {
    return times.getTotalCount();
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "p50 %s, p99 %s, longest %s ms",
        Figures.ms(times.getValueAtPercentile(50) / 1e6),
        Figures.ms(times.getValueAtPercentile(99) / 1e6),
        Figures.ms(times.getMaxValue() / 1e6));
  }
}
