package dev.kiseki.benchmarks;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * One client that sends one search after the other to a server that holds the first {@code runs}
 * runs of a sweep. An answer other than 200 fails, and so does one that is not what the query must
 * find, order included.
 */
final class Searches implements Closeable {
  private final HttpConnection http;
  private final byte[] head;
  private final String experimentId;
  private final Sweep sweep;
  private final int runs;

  Searches(URI server, String experimentId, Sweep sweep, int runs) {
    this.http = new HttpConnection(server);
    this.head = http.postHead(Mlflow.API + "runs/search");
    this.experimentId = experimentId;
    this.sweep = sweep;
    this.runs = runs;
  }

  /** Repeats a query for these times, as {@link Repeated} does. */
  SearchFigures measure(Query query, Duration warmUp, Duration measured) throws IOException {
    byte[] body = query.body(experimentId, "");
    HttpConnection.Answer first = search(body);
    int rows = check(query, Page.of(first.text()).whole());
    return Repeated.measure(
        query.name(), query.title(), rows, first, () -> search(body), warmUp, measured);
  }

  /** All runs by the pages of {@link Query#PAGING}, each run exactly once. */
  SearchFigures page() throws IOException {
    Query query = Query.PAGING;
    Histogram times = Repeated.times();
    StolenTime stolen = StolenTime.fromNow();
    long from = System.nanoTime();
    int rows = 0;
    double last = Double.NEGATIVE_INFINITY;
    String token = "";
    do {
      long start = System.nanoTime();
      HttpConnection.Answer answer = search(query.body(experimentId, token));
      Repeated.record(times, System.nanoTime() - start);
      Page page = Page.of(answer.text()).whole();
      for (int run : page.runs()) {
        // Keys are unique: what rises strictly repeats nothing, so the count tells the rest.
        double key = query.key().of(sweep, run);
        if (key <= last || run >= runs) {
          throw new IOException(
              "row %d of all is %s, which does not follow the row before it"
                  .formatted(rows + 1, Sweep.name(run)));
        }
        last = key;
        rows++;
      }
      token = page.next();
    } while (!token.isEmpty());
    if (rows != runs) {
      throw new IOException("paging found %d runs of %d".formatted(rows, runs));
    }
    String title = "all pages: " + query.title();
    return Repeated.figures(
        query.name(), title, times, rows, System.nanoTime() - from, stolen.share());
  }

  private int check(Query query, Page page) throws IOException {
    List<Integer> expected = query.expected(sweep, runs);
    for (int row = 0; row < Math.max(expected.size(), page.runs().size()); row++) {
      String wanted = row < expected.size() ? Sweep.name(expected.get(row)) : "no more";
      String found = row < page.runs().size() ? Sweep.name(page.runs().get(row)) : "no more";
      if (!wanted.equals(found)) {
        throw new IOException(
            "row %d is %s, expected %s (%d rows, expected %d)"
                .formatted(row + 1, found, wanted, page.runs().size(), expected.size()));
      }
    }
    return expected.size();
  }

  private HttpConnection.Answer search(byte[] body) throws IOException {
    HttpConnection.Answer answer = http.post(head, body);
    Mlflow.ok(answer);
    return answer;
  }

  @Override
  public void close() throws IOException {
    http.close();
  }
}
