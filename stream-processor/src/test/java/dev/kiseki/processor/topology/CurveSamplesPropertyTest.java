package dev.kiseki.processor.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.id.RunId;
import dev.kiseki.event.run.MetricColumns;
import dev.kiseki.event.run.RunEvent;
import dev.kiseki.event.run.RunProposal;
import dev.kiseki.event.wire.RunEventCodec;
import dev.kiseki.processor.fold.Events;
import dev.kiseki.processor.held.HeldPartitions;
import dev.kiseki.processor.local.DiskImage;
import dev.kiseki.processor.local.RunStateReader;
import dev.kiseki.processor.local.StoreAccess;
import dev.kiseki.processor.local.StoreLimits;
import dev.kiseki.processor.promote.HistorySettings;
import dev.kiseki.processor.promote.HistorySink;
import dev.kiseki.processor.promote.PendingPoints;
import dev.kiseki.processor.promote.Promotion;
import dev.kiseki.processor.promote.Ticks;
import dev.kiseki.store.chunk.Points;
import dev.kiseki.store.chunk.StepRange;
import dev.kiseki.store.curve.CurveBuckets;
import dev.kiseki.store.curve.CurveStretch;
import dev.kiseki.store.curve.KeptSample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterProperty;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Logs two curves while their points leave for the history store and the process is killed at any
 * moment: a sample depends on what was logged and on nothing else.
 */
class CurveSamplesPropertyTest {
  private static final StoreLimits LIMITS =
      new StoreLimits(100, 1_000_000, Duration.ofSeconds(30), Duration.ofSeconds(2), 1_000);
  private static final int MOST = 100;
  private static final AtomicInteger SAMPLES = new AtomicInteger();

  @Property(tries = 8)
  void aSampleIsTheSameWhereverThePointsAre(@ForAll long seed) throws IOException {
    Path root = Files.createTempDirectory("kiseki-curves");
    try (Lives lives = new Lives(new Random(seed), root)) {
      for (int i = 0; i < 100; i++) {
        lives.act();
        lives.check(false);
      }
      for (int i = 0; i < 3; i++) {
        lives.settle();
      }
      lives.check(true);
      SAMPLES.addAndGet(lives.samples);
    } finally {
      DiskImage.remove(root);
    }
  }

  @AfterProperty
  void thereWereSamplesOnTheWay() {
    assertThat(SAMPLES.get()).isGreaterThan(100);
  }

  private static final class Lives implements AutoCloseable {
    private final Random random;
    private final Path root;
    private final List<RunEvent> log = new ArrayList<>(List.of(Events.create()));
    private final List<KeyValue<byte[], byte[]>> changelog = new ArrayList<>();
    private final History history = new History();
    private long now = 100_000;
    private int life;
    private int committedInput;
    private int next;
    private StoreAccess access;
    private HeldPartitions partitions;
    private RunProcessor processor;
    private MockProcessorContext<Void, Void> context;
    private Promotion promotion;
    int samples;

    Lives(Random random, Path root) {
      this.random = random;
      this.root = root;
      start();
    }

    private void start() {
      access = new StoreAccess(disk(), changelog, LIMITS, () -> now);
      partitions =
          new HeldPartitions(number -> CompletableFuture.completedFuture((long) log.size()));
      context = new MockProcessorContext<>();
      context.addStateStore(access.store());
      processor = new RunProcessor(partitions, new FoldCounters());
      processor.init(context);
      // Few points at once, so that a backlog goes in several writes.
      promotion =
          new Promotion(
              partitions, history, new HistorySettings(4, 4_000, Duration.ZERO), () -> now);
      next = committedInput;
    }

    private Path disk() {
      return root.resolve("disk" + life);
    }

    private void restart() {
      Path left = disk();
      life++;
      if (random.nextInt(4) > 0) {
        DiskImage.copy(left, disk());
      }
      close();
      history.underWay.clear();
      start();
    }

    @Override
    public void close() {
      promotion.close();
      processor.close();
      partitions.close();
      access.close();
    }

    void act() {
      switch (random.nextInt(10)) {
        case 0, 1 -> logMore();
        case 2, 3 -> tick();
        case 4, 5 -> history.end(random);
        case 6, 7, 8 -> commit();
        default -> {
          if (random.nextInt(3) == 0) {
            restart();
          }
        }
      }
      fold();
    }

    /** Nothing goes wrong any more. */
    void settle() {
      logMore();
      fold();
      access.flush();
      committedInput = next;
      access.commit();
      for (int i = 0; i < 40; i++) {
        tick();
        history.endAll();
        access.flush();
        access.commit();
      }
    }

    private void tick() {
      now += 31_000;
      Ticks.tick(promotion);
    }

    private void logMore() {
      MetricColumns.Builder points = new MetricColumns.Builder();
      int size = 2 + random.nextInt(4_000);
      for (int i = 0; i < size; i++) {
        String key = random.nextInt(3) == 0 ? "accuracy" : "loss";
        double value = random.nextInt(500) == 0 ? Double.NaN : random.nextGaussian();
        points.add(key, log.size() * 4_000L + i, log.size() * 1_000L + i, value);
      }
      log.add(Events.metrics(Events.RUN, points.build()));
    }

    private void fold() {
      for (; next < log.size(); next++) {
        context.setRecordMetadata("run-events", 0, next);
        processor.process(new Record<>(new byte[0], RunEventCodec.encode(log.get(next)), 0));
      }
    }

    private void commit() {
      try {
        int torn = random.nextInt(3);
        if (torn == 0) {
          access.killAfter(random.nextInt(30));
        }
        access.flush();
        if (torn == 1 && random.nextInt(3) == 0) {
          restart();
          return;
        }
        access.killAfter(Integer.MAX_VALUE);
        committedInput = next;
        access.commit();
      } catch (StoreAccess.Killed killed) {
        restart();
      }
    }

    /**
     * @param must whether there must be a sample
     */
    void check(boolean must) {
      for (String key : List.of("loss", "accuracy")) {
        CurveBuckets logged = CurveBuckets.empty();
        log.subList(0, next).forEach(event -> logged.addAll(pointsOf(event, key)));
        if (logged.count() < 2) {
          continue;
        }
        Optional<Points> sample = sample(key);
        if (must && logged.count() >= CurveBuckets.FROM) {
          assertThat(sample).isPresent();
        }
        if (sample.isPresent()) {
          samples++;
          assertThat(points(key)).as("points of " + key).isEqualTo(logged.count());
          assertThat(sample.get()).isEqualTo(sampled(logged));
          assertThat(stretch(key)).isEqualTo(stretched(logged));
        }
      }
    }

    private long points(String key) {
      RunStateReader reader = access.store().reader();
      return reader.curve(Events.RUN, key, Optional::empty, CurveBuckets::count).orElse(-1L);
    }

    private List<Object> stretch(String key) {
      RunStateReader reader = access.store().reader();
      return reader
          .curve(Events.RUN, key, Optional::empty, CurveSamplesPropertyTest::stretched)
          .orElseThrow();
    }

    private Optional<Points> sample(String key) {
      RunStateReader reader = access.store().reader();
      return reader.curve(Events.RUN, key, Optional::empty, CurveSamplesPropertyTest::sampled);
    }
  }

  private static List<Object> stretched(CurveBuckets buckets) {
    CurveStretch stretch = buckets.stretch(new StepRange(20_000, 200_000), 20, 0).orElseThrow();
    return List.of(stretch.covered(), stretch.within(), stretch.outline().points());
  }

  private static Points sampled(CurveBuckets buckets) {
    return KeptSample.of(buckets.outline(2 * MOST), MOST);
  }

  private static Points pointsOf(RunEvent event, String key) {
    return event.proposal() instanceof RunProposal.LogBatch batch
        ? pointsOf(batch.metrics(), key)
        : Points.EMPTY;
  }

  private static Points pointsOf(MetricColumns columns, String key) {
    Points.Builder points = new Points.Builder();
    for (int i = 0; i < columns.size(); i++) {
      if (columns.key(i).equals(key)) {
        points.add(columns.step(i), columns.timestamp(i), columns.value(i));
      }
    }
    return points.build();
  }

  /** Outlives the process; what it is asked to write it has, or not, when it is told so. */
  private static final class History implements HistorySink {
    private final NavigableMap<Long, MetricColumns> kept = new TreeMap<>();
    private final List<Write> underWay = new ArrayList<>();

    private record Write(List<PendingPoints> points, CompletableFuture<Void> done) {}

    @Override
    public CompletionStage<Void> write(RunId run, List<PendingPoints> points) {
      Write write = new Write(points, new CompletableFuture<>());
      underWay.add(write);
      return write.done();
    }

    @Override
    public CompletionStage<Boolean> earlier(
        RunId run, String metric, long before, Consumer<Points> points) {
      kept.headMap(before).values().forEach(columns -> points.accept(pointsOf(columns, metric)));
      return CompletableFuture.completedFuture(true);
    }

    void end(Random random) {
      if (underWay.isEmpty()) {
        return;
      }
      Write write = underWay.remove(random.nextInt(underWay.size()));
      if (random.nextBoolean()) {
        keep(write);
      }
      if (random.nextInt(4) == 0) {
        write.done().completeExceptionally(new IllegalStateException("away"));
      } else {
        keep(write);
        write.done().complete(null);
      }
    }

    void endAll() {
      while (!underWay.isEmpty()) {
        Write write = underWay.remove(0);
        keep(write);
        write.done().complete(null);
      }
    }

    private void keep(Write write) {
      write.points().forEach(group -> kept.put(group.offset(), group.columns()));
    }
  }
}
