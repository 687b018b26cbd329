package dev.kiseki.benchmarks;

import java.io.IOException;
import java.time.Duration;
import org.HdrHistogram.Histogram;

/** One client that sends one request again and again, each after the answer to the one before. */
final class Repeated {
  private static final int LEAST_WARM_UP = 5;
  private static final int LEAST_MEASURED = 20;
  private static final long LONGEST_NANOS = Duration.ofMinutes(10).toNanos();

  /** Sends the request; an answer other than 200 fails. */
  interface Request {
    HttpConnection.Answer send() throws IOException;
  }

  private Repeated() {}

  /**
   * Repeats a request for these times, but 5 times at least before and 20 times while it measures.
   *
   * @param first its first answer, which was found to be right; every other must be as long
   */
  static SearchFigures measure(
      String name,
      String title,
      int rows,
      HttpConnection.Answer first,
      Request request,
      Duration warmUp,
      Duration measured)
      throws IOException {
    long begin = System.nanoTime();
    for (int n = 1; n < LEAST_WARM_UP || System.nanoTime() - begin < warmUp.toNanos(); n++) {
      var unused = request.send();
    }
    Histogram times = times();
    StolenTime stolen = StolenTime.fromNow();
    long from = System.nanoTime();
    long now = from;
    while (times.getTotalCount() < LEAST_MEASURED || now - from < measured.toNanos()) {
      long start = System.nanoTime();
      HttpConnection.Answer answer = request.send();
      now = System.nanoTime();
      record(times, now - start);
      if (answer.body().length != first.body().length) {
        throw new IOException(
            "an answer has %d bytes, the first one had %d"
                .formatted(answer.body().length, first.body().length));
      }
    }
    return figures(name, title, times, rows, now - from, stolen.share());
  }

  static Histogram times() {
    return new Histogram(LONGEST_NANOS, 3);
  }

  static void record(Histogram times, long nanos) {
    times.recordValue(Math.min(nanos, LONGEST_NANOS));
  }

  static SearchFigures figures(
      String name, String title, Histogram times, int rows, long nanos, double stolen) {
    return new SearchFigures(
        name,
        title,
        times.getValueAtPercentile(50) / 1e6,
        times.getValueAtPercentile(99) / 1e6,
        times.getMaxValue() / 1e6,
        rows,
        (int) times.getTotalCount(),
        nanos / 1e9,
        stolen);
  }
}
