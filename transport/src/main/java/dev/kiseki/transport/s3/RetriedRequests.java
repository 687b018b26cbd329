package dev.kiseki.transport.s3;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;

/**
 * Repeats what S3 did not take: a connection that was refused or broke, and answers that mean
 * another time ({@code 429}, {@code 500}, {@code 502}, {@code 503}, {@code 504}), with growing
 * pauses, until the deadline. Every request of ours may be repeated: what it makes or removes it
 * makes or removes again, and who completes an upload finds out that it was completed before. Waits
 * on the request's own thread.
 */
final class RetriedRequests implements Interceptor {
  private static final Set<Integer> ANOTHER_TIME = Set.of(429, 500, 502, 503, 504);
  private static final long FIRST_PAUSE_MILLIS = 50;
  private static final long LONGEST_PAUSE_MILLIS = 2_000;

  private final Duration deadline;
  private final LongAdder failures;

  /**
   * @param deadline from the first attempt on; zero = never repeat
   * @param failures counts the requests that were given up
   */
  RetriedRequests(Duration deadline, LongAdder failures) {
    this.deadline = deadline;
    this.failures = failures;
  }

  @Override
  public Response intercept(Chain chain) throws IOException {
    Request request = chain.request();
    long end = System.nanoTime() + deadline.toNanos();
    for (int attempt = 0; ; attempt++) {
      long pause = pause(attempt);
      boolean last = System.nanoTime() + pause * 1_000_000 > end;
      try {
        Response answer = chain.proceed(request);
        if (!ANOTHER_TIME.contains(answer.code())) {
          return answer;
        }
        if (last) {
          failures.increment();
          return answer;
        }
        answer.close();
      } catch (IOException broken) {
        if (chain.call().isCanceled()) {
          throw broken;
        }
        if (last) {
          failures.increment();
          throw broken;
        }
      }
      sleep(pause);
    }
  }

  /** Up to half as long again, so that those who failed together do not come back together. */
  private static long pause(int attempt) {
    long pause = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(attempt, 10));
    return pause + ThreadLocalRandom.current().nextLong(pause / 2 + 1);
  }

  private static void sleep(long millis) throws InterruptedIOException {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("stopped while waiting for S3");
    }
  }
}
