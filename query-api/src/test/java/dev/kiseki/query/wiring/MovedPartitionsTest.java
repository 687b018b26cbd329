package dev.kiseki.query.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.Header;
import dev.kiseki.event.KeyValue;
import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.run.MetricColumns;
import dev.kiseki.event.run.RunEvent;
import dev.kiseki.event.run.RunProposal;
import dev.kiseki.processor.StreamProcessor;
import dev.kiseki.processor.restore.KafkaChild;
import dev.kiseki.query.page.Page;
import dev.kiseki.query.search.RunSearchRequest;
import dev.kiseki.store.scan.ViewType;
import dev.kiseki.store.shard.PackedRun;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Pages of a search while owners are killed, come and go: real processors on a real broker, writes
 * going on. Whatever a page can't say for sure is a 503 that the client repeats.
 */
class MovedPartitionsTest {
  private static final int STABLE = 240;
  private static final int PAGE = 60;

  @TempDir Path folder;
  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean stop = new AtomicBoolean();
  private final AtomicInteger passes = new AtomicInteger();
  private final AtomicInteger unavailable = new AtomicInteger();
  private final AtomicInteger lookUps = new AtomicInteger();
  private Cluster cluster;

  @Test
  void everyRunThatStaysIsThereOnceAndEveryAcknowledgedWriteIsSeen() throws Exception {
    try (KafkaChild kafka = KafkaChild.start(folder.resolve("kafka"));
        Cluster opened = new Cluster(kafka.bootstrapServers());
        ProcessorProcess killed =
            ProcessorProcess.start(kafka.bootstrapServers(), folder.resolve("killed"));
        StreamProcessor second = opened.processor("second", folder.resolve("second"))) {
      cluster = opened;
      await("owners and standbys", () -> owned() && copied() && owns(killed.endpoint));
      writeStable();
      CompletableFuture<?> work =
          CompletableFuture.allOf(
              CompletableFuture.runAsync(this::page),
              CompletableFuture.runAsync(this::lookUp),
              CompletableFuture.runAsync(this::write));
      try {
        more("while both live", work);

        killed.kill();
        int then = lookUps.get();
        await("from standbys", () -> lookUps.get() >= then + 3, work);
        assertThat(owns(killed.endpoint)).as("nobody took over yet").isTrue();
        more("and its pages", work);

        try (StreamProcessor third = opened.processor("third", folder.resolve("third"))) {
          more("while a third one joins", work);
          await("all moved", () -> !owns(killed.endpoint) && owns(third.endpoint()), work);
          await("copies at the others", () -> owned() && copied(), work);
          more("after they moved", work);
          early(second);
          more("while one is closed", work);
          stop.set(true);
          work.orTimeout(30, TimeUnit.SECONDS).join();
        }
      } finally {
        stop.set(true);
      }
    }
    System.out.printf(
        "%d passes, %d look-ups, %d acknowledged writes, %d times unavailable%n",
        passes.get(), lookUps.get(), acknowledged.size(), unavailable.get());
  }

  private static void early(AutoCloseable processor) throws Exception {
    processor.close();
  }

  /** One whole pass and one look-up that began after the call. */
  private void more(String when, CompletableFuture<?> work) throws InterruptedException {
    int passesThen = passes.get();
    int lookUpsThen = lookUps.get();
    await(when, () -> passes.get() >= passesThen + 2 && lookUps.get() >= lookUpsThen + 2, work);
  }

  private boolean owned() {
    return cluster.owners.partitions() > 0
        && cluster.owners.owners().size() == cluster.owners.partitions();
  }

  /** Whether each partition has a standby that is not its owner. */
  private boolean copied() {
    return cluster.owners.owners().entrySet().stream()
        .allMatch(
            owner ->
                cluster.owners.standbysOf(owner.getKey()).stream()
                    .anyMatch(standby -> !standby.equals(owner.getValue())));
  }

  private boolean owns(String endpoint) {
    return cluster.owners.owners().values().stream()
        .anyMatch(owner -> owner.toString().equals(endpoint));
  }

  private static void await(String what, BooleanSupplier condition) throws InterruptedException {
    await(what, condition, new CompletableFuture<>());
  }

  private static void await(String what, BooleanSupplier condition, CompletableFuture<?> work)
      throws InterruptedException {
    long began = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (work.isDone()) {
        work.join();
      }
      assertThat(System.nanoTime() - began).as(what).isLessThan(TimeUnit.SECONDS.toNanos(40));
      TimeUnit.MILLISECONDS.sleep(20);
    }
    System.out.printf("%s: %.1f s%n", what, (System.nanoTime() - began) / 1e9);
  }

  private void writeStable() {
    List<CompletableFuture<?>> writes = new ArrayList<>();
    for (int i = 0; i < STABLE; i++) {
      writes.add(acknowledged(create("stable" + number(i), "stable", i)));
    }
    CompletableFuture.allOf(writes.toArray(CompletableFuture[]::new)).join();
  }

  private CompletableFuture<?> acknowledged(RunEvent event) {
    return cluster
        .write(event, Duration.ofSeconds(20))
        .thenRun(() -> acknowledged.add(event.run().text()))
        .toCompletableFuture();
  }

  /** New runs between the others, and new values that move those in the order. */
  private void write() {
    for (int i = 0; !stop.get(); i++) {
      CompletableFuture<?> made = acknowledged(create("noise" + number(i), "noise", i));
      if (i % 3 == 0) {
        RunId moved = new RunId("noise" + number(i / 2));
        MetricColumns point = new MetricColumns.Builder().add("m", i, i, i % STABLE + 0.5).build();
        cluster
            .write(log(moved, point, List.of()), Duration.ofSeconds(20))
            .exceptionally(late -> null);
      }
      made.exceptionally(late -> null);
      sleep(25);
    }
  }

  private static RunEvent create(String id, String kind, int i) {
    return event(
        new RunId(id),
        new RunProposal.Create(
            ExperimentId.DEFAULT,
            "n",
            "me",
            1_000 + i % STABLE,
            "s3://b/0",
            List.of(new KeyValue("kind", kind))));
  }

  private static RunEvent log(RunId run, MetricColumns metrics, List<KeyValue> tags) {
    return event(
        run, new RunProposal.LogBatch(RunProposal.Origin.LOG_BATCH, metrics, List.of(), tags));
  }

  private static RunEvent event(RunId run, RunProposal proposal) {
    return new RunEvent(Header.of("test", 1_000), run, proposal);
  }

  private static String number(int i) {
    return String.format("%08d", i);
  }

  /** Newest first, page by page, again and again. */
  private void page() {
    List<String> expected = new ArrayList<>();
    for (int i = STABLE - 1; i >= 0; i--) {
      expected.add("stable" + number(i));
    }
    while (!stop.get()) {
      List<String> ids = new ArrayList<>();
      Optional<String> token = Optional.of("");
      while (token.isPresent()) {
        Page<PackedRun> page = page("", PAGE, List.of(), token.get());
        token = page.nextToken();
        assertThat(token.isEmpty() || page.rows().size() == PAGE).isTrue();
        page.rows().forEach(run -> ids.add(run.text(PackedRun.Texts.RUN_ID)));
      }
      assertThat(ids.stream().filter(id -> id.startsWith("stable")).toList()).isEqualTo(expected);
      passes.incrementAndGet();
    }
  }

  /** All runs of a kind at once: those acknowledged before are there. */
  private void lookUp() {
    while (!stop.get()) {
      List<String> before = List.copyOf(acknowledged);
      List<String> found =
          page("tags.kind IN ('noise', 'stable')", 50_000, List.of("metrics.m DESC"), "")
              .rows()
              .stream()
              .map(run -> run.text(PackedRun.Texts.RUN_ID))
              .toList();
      assertThat(found).doesNotHaveDuplicates().containsAll(before);
      lookUps.incrementAndGet();
      sleep(100);
    }
  }

  /** Repeats what is unavailable, as a client does. */
  private Page<PackedRun> page(String filter, int most, List<String> order, String token) {
    RunSearchRequest request =
        new RunSearchRequest(List.of("0"), filter, ViewType.ACTIVE_ONLY, most, order, token);
    while (true) {
      try {
        return cluster
            .search
            .search(request)
            .toCompletableFuture()
            .orTimeout(30, TimeUnit.SECONDS)
            .join();
      } catch (CompletionException failure) {
        assertThat(failure)
            .cause()
            .isInstanceOfSatisfying(
                TrackingException.class,
                told -> assertThat(told.code()).isEqualTo(ErrorCode.TEMPORARILY_UNAVAILABLE));
        unavailable.incrementAndGet();
        sleep(20);
      }
    }
  }

  private static void sleep(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
