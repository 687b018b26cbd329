package dev.kiseki.store.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.id.LifecycleStage;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.id.RunStatus;
import dev.kiseki.event.map.KeyedMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class DocumentSizeTest {
  /** Numbers as long as they can be. */
  private static final LatestMetric LONGEST =
      new LatestMetric(
          Math.PI,
          Long.MAX_VALUE,
          Long.MIN_VALUE,
          Optional.of(
              new MetricCurve(
                  Long.MAX_VALUE,
                  Long.MAX_VALUE,
                  Math.E,
                  Math.E,
                  -Math.E,
                  Long.MIN_VALUE,
                  Math.E,
                  Long.MIN_VALUE,
                  Math.E,
                  Long.MIN_VALUE,
                  Long.MAX_VALUE,
                  Long.MIN_VALUE)));

  private static <V> KeyedMap<V> map(int size, String key, V value) {
    List<String> keys = new ArrayList<>();
    List<V> values = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      keys.add("%06d".formatted(i) + key);
      values.add(value);
    }
    return KeyedMap.of(keys, values);
  }

  private static RunDocument run(
      KeyedMap<String> params, KeyedMap<String> tags, KeyedMap<LatestMetric> metrics) {
    return new RunDocument(
        new RunId("0123456789abcdef0123456789abcdef"),
        new ExperimentId(1),
        "ü".repeat(250),
        "me",
        RunStatus.RUNNING,
        1,
        OptionalLong.of(Long.MAX_VALUE),
        "s3://" + "b".repeat(500),
        LifecycleStage.ACTIVE,
        Long.MAX_VALUE,
        Long.MAX_VALUE,
        params,
        tags,
        metrics,
        Long.MAX_VALUE);
  }

  @Test
  void noDocumentIsLongerThanItIsTakenFor() {
    for (String text : List.of("", "a", "ü".repeat(120), "€".repeat(100), "😀".repeat(60))) {
      RunDocument run =
          run(
              map(70, text, text.repeat(9)),
              map(60, text, text.repeat(30)),
              map(500, text, LONGEST));
      assertThat((long) RunDocumentCodec.encode(run).length)
          .isLessThanOrEqualTo(DocumentSize.atMost(run));
    }
  }

  @Test
  void fiftyThousandMetricsAreNotTooMany() {
    assertThat(
            DocumentSize.tooLong(
                run(map(1, "", ""), map(1, "", ""), map(50_000, "k".repeat(94), LONGEST))))
        .isFalse();
    RunDocument many = run(map(1, "", ""), map(1, "", ""), map(105_000, "k".repeat(10), LONGEST));
    assertThat(DocumentSize.tooLong(many)).isTrue();
    assertThat(RunDocumentCodec.encode(many).length).isLessThan(16 << 20);
  }

  @Test
  void longTextsCount() {
    RunDocument fits = run(map(2_500, "", "v".repeat(6_000)), map(1, "", ""), map(1, "", LONGEST));
    RunDocument params =
        run(map(2_700, "", "v".repeat(6_000)), map(1, "", ""), map(1, "", LONGEST));
    RunDocument tags = run(map(1, "", ""), map(2_000, "", "v".repeat(8_000)), map(1, "", LONGEST));
    assertThat(DocumentSize.tooLong(fits)).isFalse();
    assertThat(DocumentSize.tooLong(params)).isTrue();
    assertThat(DocumentSize.tooLong(tags)).isTrue();
  }
}
