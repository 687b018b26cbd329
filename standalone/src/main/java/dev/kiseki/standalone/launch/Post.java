package dev.kiseki.standalone.launch;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * One child over all its runs, as the supervisor sees it. Touched by the supervisor's thread only.
 */
final class Post {
  /** How the child is. */
  enum State {
    STARTING,
    READY,
    WAITING_TO_RESTART,
    STOPPED
  }

  private final ChildSpec spec;
  private final Path log;
  private final Backoff backoff = new Backoff();
  private Optional<Child> child = Optional.empty();
  private State state = State.STOPPED;
  private boolean everReady;
  private volatile int run;
  private long startedNanos;
  private long readyNanos;
  private String waitingFor = "";

  Post(ChildSpec spec, Path log) {
    this.spec = spec;
    this.log = log;
  }

  ChildSpec spec() {
    return spec;
  }

  Path log() {
    return log;
  }

  Optional<Child> child() {
    return child;
  }

  State state() {
    return state;
  }

  boolean everReady() {
    return everReady;
  }

  /** Counts the starts; tells the events of a run from those of an earlier one. */
  int run() {
    return run;
  }

  int startsRun(long nowNanos) {
    state = State.STARTING;
    startedNanos = nowNanos;
    waitingFor = "";
    int next = run + 1;
    run = next;
    return next;
  }

  void runs(Child started) {
    child = Optional.of(started);
  }

  void isReady(long nowNanos) {
    state = State.READY;
    everReady = true;
    readyNanos = nowNanos;
  }

  /** The child died; returns the wait before the next start. */
  Duration died(long nowNanos) {
    Duration served =
        state == State.READY ? Duration.ofNanos(nowNanos - readyNanos) : Duration.ZERO;
    child = Optional.empty();
    state = State.WAITING_TO_RESTART;
    return backoff.afterDeath(served);
  }

  void stopped() {
    child = Optional.empty();
    state = State.STOPPED;
  }

  Duration sinceStart(long nowNanos) {
    return Duration.ofNanos(nowNanos - startedNanos);
  }

  void waitsFor(String what) {
    waitingFor = what;
  }

  /** For a progress line: the name, and what the child itself waits for. */
  String waitingText() {
    return waitingFor.isEmpty() ? spec.name() : spec.name() + " (for " + waitingFor + ")";
  }

  /** One line of {@code children.tsv}. */
  String line() {
    String pid = child.map(c -> c.pidAndStart().get(0)).orElse("");
    String start = child.map(c -> c.pidAndStart().get(1)).orElse("0");
    return String.join(
        "\t",
        spec.name(),
        pid,
        state.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '),
        Integer.toString(spec.ports().get(0).port()),
        start);
  }
}
