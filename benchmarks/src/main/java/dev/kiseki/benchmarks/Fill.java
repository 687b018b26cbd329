package dev.kiseki.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Makes the runs of a sweep as fast as the server takes them: runs/create with the tags, one
 * runs/log-batch with params and metrics, and on request a runs/update that ends the run. A 503
 * with Retry-After is waited for and repeated; any other answer but 200 ends the fill, and the
 * message says from where it can go on.
 *
 * @param experimentId where runs go
 * @param from the first run; what is there already of it and the later ones is completed
 * @param to the first run not to make
 * @param finish whether runs end
 */
record Fill(
    URI server, String experimentId, Sweep sweep, int from, int to, int clients, boolean finish) {

  private static final int PROGRESS_SECONDS = 5;
  private static final int MOST_REPEATS = 60;

  Fill {
    if (from < 0 || to < from || to > Sweep.MOST_RUNS || clients < 1) {
      throw new IllegalArgumentException("cannot make runs %d to %d".formatted(from, to));
    }
  }

  /**
   * What it took.
   *
   * @param repeated requests that were answered 503 and sent again
   */
  record Result(int runs, double seconds, long repeated) {
    @Override
    public String toString() {
      return String.format(
          Locale.ROOT,
          "%,d runs in %.1f s, %,.0f runs/s, %,d requests repeated after a 503",
          runs,
          seconds,
          runs / seconds,
          repeated);
    }
  }

  Result run() throws IOException, InterruptedException {
    Map<Integer, String> present = present();
    AtomicInteger next = new AtomicInteger(from);
    LongAdder done = new LongAdder();
    LongAdder repeated = new LongAdder();
    List<Client> all = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      all.add(new Client(present, next, done, repeated));
    }
    long start = System.nanoTime();
    ExecutorService threads = Executors.newFixedThreadPool(clients);
    try {
      List<Future<?>> ends = all.stream().<Future<?>>map(c -> threads.submit(c::make)).toList();
      threads.shutdown();
      long before = 0;
      while (!threads.awaitTermination(PROGRESS_SECONDS, TimeUnit.SECONDS)) {
        progress(done.sum(), done.sum() - before, repeated.sum());
        before = done.sum();
      }
      for (Future<?> end : ends) {
        end.get();
      }
    } catch (ExecutionException e) {
      int whole = all.stream().mapToInt(c -> c.unfinished).min().orElseThrow();
      throw new IOException(
          "%s; all runs before %d are whole: go on with --from %d"
              .formatted(e.getCause().getMessage(), whole, whole),
          e.getCause());
    } finally {
      threads.shutdownNow();
    }
    return new Result(to - from, (System.nanoTime() - start) / 1e9, repeated.sum());
  }

  /** Runs that an earlier fill began or ended: clients are never equally far. */
  private Map<Integer, String> present() throws IOException {
    if (from == 0) {
      return Map.of();
    }
    try (Mlflow mlflow = new Mlflow(server)) {
      return mlflow.runsFrom(experimentId, from);
    }
  }

  private void progress(long done, long lately, long repeated) {
    double rate = (double) lately / PROGRESS_SECONDS;
    System.err.printf(
        Locale.ROOT,
        "%,d of %,d runs, %,.0f/s, %s, %,d requests repeated%n",
        done,
        to - from,
        rate,
        rate > 0 ? "%,.0f s to go".formatted((to - from - done) / rate) : "standing still",
        repeated);
  }

  private final class Client {
    private final Map<Integer, String> present;
    private final AtomicInteger next;
    private final LongAdder done;
    private final LongAdder repeated;
    private final HttpConnection http = new HttpConnection(server);
    private final byte[] create = http.postHead(Mlflow.API + "runs/create");
    private final byte[] batch = http.postHead(Mlflow.API + "runs/log-batch");
    private final byte[] update = http.postHead(Mlflow.API + "runs/update");
    private final byte[] search = http.postHead(Mlflow.API + "runs/search");

    /** The run at work, which is not whole if this client failed. */
    private int unfinished = Integer.MAX_VALUE;

    Client(Map<Integer, String> present, AtomicInteger next, LongAdder done, LongAdder repeated) {
      this.present = present;
      this.next = next;
      this.done = done;
      this.repeated = repeated;
    }

    Void make() throws IOException, InterruptedException {
      try {
        for (int run = next.getAndIncrement(); run < to; run = next.getAndIncrement()) {
          unfinished = run;
          String id = present.containsKey(run) ? present.get(run) : create(run);
          send(batch, sweep.batchBody(id, run));
          if (finish) {
            send(update, sweep.finishBody(id, run));
          }
          unfinished = Integer.MAX_VALUE;
          done.increment();
        }
      } finally {
        if (unfinished != Integer.MAX_VALUE) {
          next.set(to); // the others end with the run they are at
        }
        http.close();
      }
      return null;
    }

    /** A create that was refused may have happened after all; a second one would make two runs. */
    private String create(int run) throws IOException, InterruptedException {
      byte[] body = sweep.createBody(experimentId, run);
      HttpConnection.Answer answer = http.post(create, body);
      for (int repeats = 0; waited(answer, repeats); repeats++) {
        String made = Mlflow.findOrEmpty(Mlflow.RUN_ID, send(search, started(run)));
        if (!made.isEmpty()) {
          return made;
        }
        answer = http.post(create, body);
      }
      return Mlflow.find(Mlflow.RUN_ID, Mlflow.ok(answer));
    }

    private byte[] started(int run) {
      return "{\"experiment_ids\": [\"%s\"], \"filter\": \"attributes.start_time = %d\"}"
          .formatted(experimentId, Sweep.startTime(run))
          .getBytes(StandardCharsets.US_ASCII);
    }

    private String send(byte[] head, byte[] body) throws IOException, InterruptedException {
      HttpConnection.Answer answer = http.post(head, body);
      for (int repeats = 0; waited(answer, repeats); repeats++) {
        answer = http.post(head, body);
      }
      return Mlflow.ok(answer);
    }

    /** Waits as long as the server asked; false if it did not ask, or too often. */
    private boolean waited(HttpConnection.Answer answer, int repeats) throws InterruptedException {
      if (answer.status() != 503 || answer.retryAfter() < 0 || repeats == MOST_REPEATS) {
        return false;
      }
      repeated.increment();
      TimeUnit.SECONDS.sleep(answer.retryAfter());
      return true;
    }
  }
}
