package dev.kiseki.processor.fold;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.KeyValue;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.id.RunStatus;
import dev.kiseki.event.map.KeyedMap;
import dev.kiseki.event.run.MetricColumns;
import dev.kiseki.event.run.RunEvent;
import dev.kiseki.event.run.RunProposal;
import dev.kiseki.store.document.LatestMetric;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class RunFoldPropertyTest {
  private static final List<RunId> RUNS =
      List.of(new RunId("a"), new RunId("b"), new RunId("never"));

  @Provide
  static Arbitrary<List<RunEvent>> logs() {
    Arbitrary<RunId> run = Arbitraries.of(RUNS);
    Arbitrary<RunEvent> create = Arbitraries.of(RUNS.subList(0, 2)).map(Events::create);
    Arbitrary<RunEvent> batch =
        Combinators.combine(
                run,
                Arbitraries.of(RunProposal.Origin.class),
                points().list().ofMaxSize(4),
                pairs(),
                pairs())
            .as(
                (id, origin, points, params, tags) ->
                    Events.of(id, new RunProposal.LogBatch(origin, columns(points), params, tags)));
    Arbitrary<RunEvent> small =
        Combinators.combine(run, Arbitraries.integers().between(0, 7))
            .as(
                (id, what) ->
                    Events.of(
                        id,
                        switch (what) {
                          case 0, 1 -> new RunProposal.Delete();
                          case 2, 3 -> new RunProposal.Restore();
                          case 4 -> new RunProposal.DeleteTag("x");
                          case 6 -> new RunProposal.Purge(Events.SENT_AT);
                          case 7 -> new RunProposal.Purge(Events.SENT_AT - 1);
                          default ->
                              new RunProposal.Update(
                                  Optional.of(RunStatus.FINISHED),
                                  OptionalLong.of(3),
                                  Optional.of("n"));
                        }));
    Arbitrary<RunEvent> stage =
        Combinators.combine(Arbitraries.of(true, false), Arbitraries.longs().between(0, 9))
            .as(Events::stage);
    Arbitrary<RunEvent> links =
        Combinators.combine(run, Arbitraries.integers().between(0, 99))
            .as((id, seed) -> Links.any(id, new Random(seed), seed));
    return Arbitraries.oneOf(create, batch, batch, small, stage, links).list().ofMaxSize(40);
  }

  private static Arbitrary<List<KeyValue>> pairs() {
    return Combinators.combine(Arbitraries.of("x", "y", "mlflow.runName"), Arbitraries.of("1", "2"))
        .as(KeyValue::new)
        .list()
        .ofMaxSize(2);
  }

  record Point(String key, long step, long timestamp, double value) {}

  private static Arbitrary<Point> points() {
    return Combinators.combine(
            Arbitraries.of("m", "n"),
            Arbitraries.longs().between(-1, 1),
            Arbitraries.longs().between(0, 1),
            Arbitraries.of(-5.0, 1.0, 2.0, Double.NaN))
        .as(Point::new);
  }

  @Provide
  static Arbitrary<List<Point>> manyPoints() {
    return points().list().ofMinSize(1).ofMaxSize(30);
  }

  private static MetricColumns columns(List<Point> points) {
    MetricColumns.Builder columns = new MetricColumns.Builder();
    points.forEach(p -> columns.add(p.key(), p.step(), p.timestamp(), p.value()));
    return columns.build();
  }

  @Property
  void whatWasAppliedIsNotAppliedAgain(@ForAll("logs") List<RunEvent> log) {
    Replay once = Replay.of(log);
    Replay twice = new Replay();
    for (int offset = 0; offset < log.size(); offset++) {
      Outcome first = twice.fold(log.get(offset), offset);
      Outcome again = twice.fold(log.get(offset), offset);
      if (first.accepted().size() > 0) {
        assertThat(again.repeated()).isTrue();
        assertThat(again.accepted().size()).isZero();
      }
    }
    assertThat(twice.runs).isEqualTo(once.runs);
    assertThat(twice.stages).isEqualTo(once.stages);
  }

  @Property
  void aReplayOfAnyPrefixReachesTheSameVerdicts(
      @ForAll("logs") List<RunEvent> log, @ForAll int where) {
    int prefix = log.isEmpty() ? 0 : Math.floorMod(where, log.size());
    assertThat(Replay.of(log.subList(0, prefix)).verdicts)
        .isEqualTo(Replay.of(log).verdicts.subList(0, prefix));
  }

  @Property
  void documentsThatAreAheadAreNotTornByAReplay(
      @ForAll("logs") List<RunEvent> log, @ForAll int where, @ForAll boolean someOnly) {
    // After a crash, documents may be of the end of the log while the position is older. What was
    // refused is looked up, the rest is judged again.
    Replay whole = Replay.of(log);
    Replay torn = new Replay();
    int position = log.isEmpty() ? 0 : Math.floorMod(where, log.size());
    for (int offset = 0; offset < position; offset++) {
      torn.fold(log.get(offset), offset);
    }
    whole.runs.forEach(
        (id, run) -> {
          if (!someOnly || id.text().equals("a")) {
            torn.runs.put(id, run);
          }
        });
    for (int offset = position; offset < log.size(); offset++) {
      if (whole.verdicts.get(offset) == dev.kiseki.event.Verdict.APPLIED) {
        assertThat(torn.fold(log.get(offset), offset).verdict())
            .isEqualTo(dev.kiseki.event.Verdict.APPLIED);
      }
    }
    assertThat(torn.runs).isEqualTo(whole.runs);
    assertThat(torn.stages).isEqualTo(whole.stages);
  }

  @Property
  void everyPointStandsInTheDocumentOrIsKept(
      @ForAll("manyPoints") List<Point> points, @ForAll long seed) {
    Random random = new Random(seed);
    KeyedMap<LatestMetric> metrics = KeyedMap.empty();
    Set<String> kept = new TreeSet<>();
    for (int from = 0; from < points.size(); ) {
      int to = Math.min(points.size(), from + 1 + random.nextInt(3));
      MetricFold fold = MetricFold.of(metrics, columns(points.subList(from, to)));
      metrics = fold.metrics();
      for (int i = 0; i < fold.history().size(); i++) {
        MetricColumns history = fold.history();
        kept.add(text(history.key(i), history.step(i), history.timestamp(i), history.value(i)));
      }
      from = to;
    }
    metrics.forEach(
        (key, metric) -> {
          if (metric.curve().isEmpty()) {
            kept.add(text(key, metric.step(), metric.timestamp(), metric.value()));
          }
        });
    Set<String> logged = new TreeSet<>();
    points.forEach(p -> logged.add(text(p.key(), p.step(), p.timestamp(), p.value())));
    assertThat(kept).isEqualTo(logged);
  }

  private static String text(String key, long step, long timestamp, double value) {
    return key + " " + step + " " + timestamp + " " + value;
  }

  @Property
  void theLatestValueDoesNotDependOnOrderOrBatches(
      @ForAll("manyPoints") List<Point> points, @ForAll long seed, @ForAll boolean together) {
    // NaN compares as 0; no other 0 is among the points, so nothing here depends on the order.
    List<Point> shuffled = new ArrayList<>(points);
    Collections.shuffle(shuffled, new Random(seed));
    assertThat(latest(List.of(shuffled))).isEqualTo(latest(List.of(points)));
    List<List<Point>> batches = new ArrayList<>();
    shuffled.forEach(point -> batches.add(List.of(point)));
    assertThat(latest(together ? List.of(shuffled) : batches)).isEqualTo(latest(List.of(points)));
  }

  private static Map<String, LatestMetric> latest(List<List<Point>> batches) {
    KeyedMap<LatestMetric> metrics = KeyedMap.empty();
    for (List<Point> batch : batches) {
      metrics = MetricFold.of(metrics, columns(batch)).metrics();
    }
    Map<String, LatestMetric> latest = new TreeMap<>();
    metrics.forEach(
        (key, metric) ->
            latest.put(key, new LatestMetric(metric.value(), metric.timestamp(), metric.step())));
    return latest;
  }
}
