package dev.kiseki.standalone.launch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Keeps the children running. One thread, that of {@link #run}, changes everything; all else
 * (exits, readiness, time, the wish to stop) reaches it as an event.
 */
final class Supervisor {
  private static final Duration PROBE_EVERY = Duration.ofMillis(250);
  private static final Duration PROGRESS_EVERY = Duration.ofSeconds(3);
  private static final int SHOWN_LOG_LINES = 25;

  /** Kept back for each child that is still to stop, so that one that hangs leaves them time. */
  private static final Duration RESERVE = Duration.ofSeconds(3);

  private final List<Post> posts = new ArrayList<>();
  private final DataDir data;
  private final Settings settings;
  private final Consumer<String> console;
  private final Runnable whenReady;
  private final BlockingQueue<Runnable> events = new LinkedBlockingQueue<>();
  private final ScheduledExecutorService timer;
  private final long startedNanos = System.nanoTime();
  private boolean up;
  private boolean stopping;
  private int status;

  /**
   * @param console gets each line for the user
   * @param whenReady called once, when every child has been ready
   */
  Supervisor(
      List<ChildSpec> specs,
      DataDir data,
      Settings settings,
      Consumer<String> console,
      Runnable whenReady)
      throws IOException {
    for (ChildSpec spec : specs) {
      posts.add(new Post(spec, data.rotatedLog(spec.name())));
    }
    this.data = data;
    this.settings = settings;
    this.console = console;
    this.whenReady = whenReady;
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(
            1,
            work -> {
              Thread thread = new Thread(work, "supervisor-timer");
              thread.setDaemon(true);
              return thread;
            });
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    this.timer = executor;
  }

  /** Runs the children until told to stop, or until one fails at its first start. */
  int run() throws InterruptedException {
    try {
      posts.forEach(this::start);
      every(PROBE_EVERY, this::probe);
      every(PROGRESS_EVERY, () -> events.add(this::progress));
      while (!stopping) {
        events.take().run();
      }
    } finally {
      timer.shutdownNow();
      stopAll();
    }
    return status;
  }

  /** Makes {@link #run} stop all children and return. For any thread; does not wait. */
  void stop() {
    events.add(() -> stopping = true);
  }

  private void every(Duration period, Runnable work) {
    long millis = period.toMillis();
    timer.scheduleWithFixedDelay(work, millis, millis, TimeUnit.MILLISECONDS);
  }

  private void start(Post post) {
    if (stopping) {
      return;
    }
    int run = post.startsRun(System.nanoTime());
    try {
      post.runs(
          Child.start(
              post.spec(),
              post.log(),
              () -> events.add(() -> ready(post, run)),
              code -> events.add(() -> exited(post, run, code))));
    } catch (IOException e) {
      failed(post, "could not be started: " + e.getMessage());
    } catch (LaunchFailure e) {
      failed(post, "could not be started: " + e.getMessage());
    }
    note();
  }

  private void ready(Post post, int run) {
    if (run != post.run() || post.state() != Post.State.STARTING) {
      return;
    }
    boolean again = post.everReady();
    post.isReady(System.nanoTime());
    note();
    PortUse port = post.spec().ports().get(0);
    console.accept(
        String.format(
            Locale.ROOT,
            "  %-10s %s after %s (%s:%d)",
            post.spec().name(),
            again ? "back" : "ready",
            seconds(post.sinceStart(System.nanoTime())),
            port.host(),
            port.port()));
    if (!up && posts.stream().allMatch(Post::everReady)) {
      up = true;
      whenReady.run();
    }
  }

  private void exited(Post post, int run, int code) {
    if (run != post.run() || stopping) {
      return;
    }
    if (!post.everReady()) {
      failed(post, Child.ended(code) + " before it was ready");
      return;
    }
    Duration wait = post.died(System.nanoTime());
    note();
    console.accept(
        String.format(
            "  %-10s %s; starts again in %s (log: %s)",
            post.spec().name(), Child.ended(code), seconds(wait), post.log()));
    timer.schedule(() -> events.add(() -> start(post)), wait.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** On the timer's thread: it waits for answers. Ready is told as an event. */
  private void probe() {
    for (Post post : posts) {
      post.spec()
          .health()
          .ifPresent(
              uri -> {
                int run = post.run();
                HealthProbe.Answer answer = HealthProbe.ask(uri);
                events.add(
                    () -> {
                      post.waitsFor(answer.waitingFor());
                      if (answer.ready() && post.child().isPresent()) {
                        ready(post, run);
                      }
                    });
              });
    }
  }

  private void progress() {
    List<String> waiting = new ArrayList<>();
    for (Post post : posts) {
      if (post.state() == Post.State.STARTING) {
        waiting.add(post.waitingText());
        overdue(post);
      }
    }
    if (!up && !stopping && !waiting.isEmpty()) {
      console.accept(
          String.format(
              "  %s: waiting for %s",
              seconds(Duration.ofNanos(System.nanoTime() - startedNanos)),
              String.join(", ", waiting)));
    }
  }

  private void overdue(Post post) {
    if (post.sinceStart(System.nanoTime()).compareTo(settings.startTimeout()) <= 0) {
      return;
    }
    if (post.everReady()) {
      // Its exit starts it again, later each time.
      post.child().ifPresent(Child::kill);
    } else {
      failed(
          post,
          "is not ready after %s (setting %s)"
              .formatted(seconds(settings.startTimeout()), Setting.START_TIMEOUT.key()));
    }
  }

  private void failed(Post post, String how) {
    if (stopping) {
      return;
    }
    List<String> tail = LogTail.lines(post.log(), SHOWN_LOG_LINES);
    console.accept("");
    console.accept(post.spec().name() + " " + how + ".");
    if (!tail.isEmpty()) {
      console.accept("The last lines of " + post.log() + ":");
      tail.forEach(line -> console.accept("  | " + line));
    }
    console.accept(LogTail.remedy(post.spec().name(), tail, post.log()));
    status = 1;
    stopping = true;
  }

  private void stopAll() throws InterruptedException {
    console.accept("Stopping.");
    long deadline = System.nanoTime() + settings.stopTimeout().toNanos();
    for (int i = posts.size() - 1; i >= 0; i--) {
      Post post = posts.get(i);
      if (post.child().isPresent()) {
        Duration left =
            Duration.ofNanos(deadline - System.nanoTime()).minus(RESERVE.multipliedBy(i));
        boolean inOrder =
            post.child().get().stop(left.isNegative() ? Duration.ofMillis(100) : left);
        if (!inOrder) {
          console.accept("  " + post.spec().name() + " did not stop in time and was killed");
        }
        post.stopped();
        note();
      }
    }
    console.accept("Stopped.");
  }

  private void note() {
    try {
      data.writeChildren(posts.stream().map(Post::line).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
  }
}
