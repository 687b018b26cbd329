package dev.kiseki.store.shard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.map.KeyedMap;
import dev.kiseki.store.document.LatestMetric;
import dev.kiseki.store.document.RunView;
import dev.kiseki.store.scan.RunFixtures;
import dev.kiseki.store.scan.RunOrder;
import dev.kiseki.store.shard.PackedRun.Texts;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** A packed run says what its document says. */
class PackedRunPropertyTest {
  @Property(tries = 300)
  void everyFieldIsThatOfTheDocument(@ForAll long seed) {
    for (RunView view : RunFixtures.randomRuns(new Random(seed), 5)) {
      PackedRun packed = PackedRun.of(view);
      assertThat(packed.text(Texts.RUN_ID)).isEqualTo(view.run().id().text());
      assertThat(packed.text(Texts.NAME)).isEqualTo(view.run().name());
      assertThat(packed.text(Texts.USER_ID)).isEqualTo(view.run().userId());
      assertThat(packed.text(Texts.ARTIFACT_URI)).isEqualTo(view.run().artifactUri());
      assertThat(packed.experiment()).isEqualTo(view.run().experiment());
      assertThat(packed.status()).isEqualTo(view.run().status());
      assertThat(packed.startTimeMillis()).isEqualTo(view.run().startTimeMillis());
      assertThat(packed.endTimeMillis()).isEqualTo(view.run().endTimeMillis());
      assertThat(packed.stage()).isEqualTo(view.stage());
      assertThat(pairs(packed, Texts.PARAM_KEYS, Texts.PARAM_VALUES))
          .isEqualTo(view.run().params());
      assertThat(pairs(packed, Texts.TAG_KEYS, Texts.TAG_VALUES)).isEqualTo(view.run().tags());
      assertThat(metrics(packed)).isEqualTo(latest(view));
      assertThat(packed.links()).isEqualTo(view.run().links());
      assertThat(packed.datasets()).isEqualTo(view.datasets());
      assertThat(packed.view()).isEqualTo(view);
    }
  }

  @Property(tries = 300)
  void itStandsWhereItsDocumentStands(@ForAll long seed) {
    Random random = new Random(seed);
    RunOrder order = RunOrder.of(RunFixtures.randomQuery(random).order());
    PackedOrder packed = PackedOrder.of(order);
    for (RunView view : RunFixtures.randomRuns(random, 10)) {
      assertThat(packed.keyOf(PackedRun.of(view))).isEqualTo(order.keyOf(view.run()));
    }
  }

  /** What a packed run says of its metrics; the rest is in its document. */
  private static KeyedMap<LatestMetric> latest(RunView view) {
    List<String> keys = new ArrayList<>();
    List<LatestMetric> latest = new ArrayList<>();
    view.run()
        .metrics()
        .forEach(
            (key, metric) -> {
              keys.add(key);
              latest.add(new LatestMetric(metric.value(), metric.timestamp(), metric.step()));
            });
    return KeyedMap.of(keys, latest);
  }

  private static KeyedMap<String> pairs(PackedRun run, Texts keysOf, Texts valuesOf) {
    KeyedMap<String> pairs = KeyedMap.empty();
    PackedTexts keys = run.texts(keysOf);
    PackedTexts values = run.texts(valuesOf);
    while (keys.next()) {
      assertThat(values.next()).isTrue();
      pairs = pairs.with(keys.text(), values.text());
    }
    assertThat(values.next()).isFalse();
    return pairs;
  }

  private static KeyedMap<LatestMetric> metrics(PackedRun run) {
    KeyedMap<LatestMetric> all = KeyedMap.empty();
    PackedTexts keys = run.texts(Texts.METRIC_KEYS);
    PackedMetrics metrics = run.metrics();
    while (keys.next()) {
      assertThat(metrics.next()).isTrue();
      all =
          all.with(
              keys.text(), new LatestMetric(metrics.value(), metrics.timestamp(), metrics.step()));
    }
    assertThat(metrics.next()).isFalse();
    return all;
  }
}
