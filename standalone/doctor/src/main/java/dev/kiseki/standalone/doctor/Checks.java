package dev.kiseki.standalone.doctor;

import dev.kiseki.transport.s3.S3Failures;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/** The checks of one system, one after the other, each with a deadline. */
final class Checks {
  /** Looks at one thing. */
  interface Check {
    Outcome run() throws Exception;
  }

  private static final ExecutorService THREADS =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "check");
            thread.setDaemon(true);
            return thread;
          });

  private final String system;
  private final Duration deadline;
  private final Function<Throwable, Outcome.Failed> judge;
  private final Consumer<Finding> told;
  private final Set<String> passed = new HashSet<>();

  /**
   * @param judge what a failure means
   * @param told of each check as it ends
   */
  Checks(
      String system,
      Duration deadline,
      Function<Throwable, Outcome.Failed> judge,
      Consumer<Finding> told) {
    this.system = system;
    this.deadline = deadline;
    this.judge = judge;
    this.told = told;
  }

  /**
   * @param needs checks without which this one would say nothing
   */
  void check(String name, Check check, String... needs) {
    Optional<String> missing = Stream.of(needs).filter(need -> !passed.contains(need)).findFirst();
    if (missing.isPresent()) {
      skip(name, "needs " + missing.get());
      return;
    }
    long began = System.nanoTime();
    Outcome outcome = outcome(check);
    if (!(outcome instanceof Outcome.Failed)) {
      passed.add(name);
    }
    told.accept(new Finding(system, name, outcome, (System.nanoTime() - began) / 1_000_000));
  }

  void skip(String name, String why) {
    told.accept(new Finding(system, name, new Outcome.Skipped(why), 0));
  }

  boolean passed(String name) {
    return passed.contains(name);
  }

  private Outcome outcome(Check check) {
    Future<Outcome> running = THREADS.submit(check::run);
    try {
      return running.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      return judge.apply(S3Failures.root(e));
    } catch (TimeoutException e) {
      running.cancel(true);
      Outcome.Failed failed = judge.apply(e);
      return new Outcome.Failed(
          "no answer within " + deadline.toMillis() / 1000.0 + " s", failed.advice());
    } catch (InterruptedException e) {
      running.cancel(true);
      Thread.currentThread().interrupt();
      return new Outcome.Skipped("stopped");
    }
  }
}
