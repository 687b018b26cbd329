package dev.kiseki.store.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.id.LifecycleStage;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.map.KeyedMap;
import dev.kiseki.store.document.DocumentKind;
import dev.kiseki.store.document.LatestMetric;
import dev.kiseki.store.document.MetricCurve;
import dev.kiseki.store.document.RunDocument;
import dev.kiseki.store.scan.MetricAggregate;
import dev.kiseki.store.scan.RunFixtures;
import dev.kiseki.store.scan.SortKey;
import dev.kiseki.store.scan.SortOrder;
import dev.kiseki.store.scan.SortValue;
import dev.kiseki.store.scan.TextOf;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class IndexEntryTest {
  private static final IndexSlice SLICE =
      new IndexSlice(new ExperimentId(7), LifecycleStage.ACTIVE);

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  @Test
  void keysKeepTheirBytes() {
    assertThat(hex(IndexEntry.prefix(SLICE, IndexName.metric("loss"))))
        .isEqualTo("8000000000000007" + "00" + "01" + "0004" + "6c6f7373");
    assertThat(hex(IndexEntry.prefix(SLICE, name(MetricAggregate.MIN))))
        .isEqualTo("8000000000000007" + "00" + "06" + "0004" + "6c6f7373");
    assertThat(hex(IndexEntry.prefix(SLICE, name(MetricAggregate.MAX))))
        .isEqualTo("8000000000000007" + "00" + "07" + "0004" + "6c6f7373");
    assertThat(
            hex(
                IndexEntry.prefix(
                    new IndexSlice(new ExperimentId(7), LifecycleStage.DELETED), IndexName.EVERY)))
        .isEqualTo("8000000000000007" + "01" + "00" + "0000");
    IndexSlice models =
        new IndexSlice(DocumentKind.LOGGED_MODEL, new ExperimentId(7), LifecycleStage.ACTIVE);
    assertThat(hex(IndexEntry.prefix(models, IndexName.metric("loss"))))
        .isEqualTo("7ffffffffffffff8" + "00" + "01" + "0004" + "6c6f7373");
    assertThat(hex(IndexEntry.tie(5, new RunId("ab")))).isEqualTo("7ffffffffffffffa" + "6162");
  }

  private static IndexName name(MetricAggregate aggregate) {
    return IndexName.metric("loss", aggregate).orElseThrow();
  }

  @Test
  void aPointThatMovesNeitherMinimumNorMaximumTouchesOnlyTheLatestValue() {
    RunDocument run = RunFixtures.run("a", Map.of("loss", 2.0), Map.of()).run();
    List<String> removed = new ArrayList<>();
    List<String> put = new ArrayList<>();
    RunEntries.difference(
        Optional.of(withLoss(run, 2, 3)),
        Optional.of(withLoss(run, 1.5, 4)),
        key -> removed.add(hex(key)),
        key -> put.add(hex(key)));

    assertThat(removed).hasSize(1).allMatch(key -> key.contains(hex(IndexValue.metric(2))));
    assertThat(put).hasSize(1).allMatch(key -> key.contains(hex(IndexValue.metric(1.5))));
  }

  private static RunDocument withLoss(RunDocument run, double latest, long count) {
    MetricCurve curve = new MetricCurve(count, 0, 9, 0, 1, 0, 5, 1, 5, 1, 1, 0);
    return laterStateOf(
        run, run.metrics().with("loss", new LatestMetric(latest, 1, 7, Optional.of(curve))));
  }

  private static RunDocument laterStateOf(RunDocument run, KeyedMap<LatestMetric> metrics) {
    return new RunDocument(
        run.id(),
        run.experiment(),
        run.name(),
        run.userId(),
        run.status(),
        run.startTimeMillis(),
        run.endTimeMillis(),
        run.artifactUri(),
        run.ownStage(),
        0,
        0,
        run.params(),
        run.tags(),
        metrics,
        run.appliedOffset());
  }

  @Test
  void valuesKeepTheirBytes() {
    assertThat(hex(IndexValue.metric(1.0))).isEqualTo("00" + "bff0000000000000");
    assertThat(hex(IndexValue.metric(-1.0))).isEqualTo("00" + "400fffffffffffff");
    assertThat(hex(IndexValue.metric(-0.0))).isEqualTo(hex(IndexValue.metric(0.0)));
    assertThat(hex(IndexValue.metric(Double.POSITIVE_INFINITY)))
        .isEqualTo(hex(IndexValue.metric(Double.MAX_VALUE)))
        .isEqualTo("00" + "ffefffffffffffff");
    assertThat(hex(IndexValue.number(Double.POSITIVE_INFINITY))).isEqualTo("00fff0000000000000");
    assertThat(hex(IndexValue.metric(Double.NaN))).isEqualTo("01");
    assertThat(hex(IndexValue.whole(-1))).isEqualTo("00" + "7fffffffffffffff");
    assertThat(hex(IndexValue.text("a\0b"))).isEqualTo("61" + "00ff" + "62" + "0001");
    assertThat(hex(IndexValue.text("a".repeat(64)))).isEqualTo("61".repeat(64) + "0001");
    assertThat(hex(IndexValue.text("a".repeat(65)))).isEqualTo("61".repeat(64) + "0002");
  }

  @Property
  void metricsSortAsInASearch(@ForAll double a, @ForAll double b) {
    sortsAlike(new SortValue.Numeric(a), new SortValue.Numeric(b));
  }

  @Property
  void timesSortAsInASearch(@ForAll long a, @ForAll long b) {
    sortsAlike(new SortValue.Whole(a), new SortValue.Whole(b));
  }

  @Property
  void textsSortAsInASearch(@ForAll long seed) {
    Random random = new Random(seed);
    sortsAlike(new SortValue.Text(text(random)), new SortValue.Text(text(random)));
  }

  /** Few letters, so that much begins alike; some longer than what a key keeps. */
  private static String text(Random random) {
    StringBuilder text = new StringBuilder("x".repeat(random.nextBoolean() ? 60 : 0));
    for (int i = random.nextInt(8); i > 0; i--) {
      text.appendCodePoint(
          new int[] {0, 1, 'a', 'b', 0xFF, 0x7FF, 0xFFFD, 0x1F600}[random.nextInt(8)]);
    }
    return text.toString();
  }

  private static void sortsAlike(SortValue a, SortValue b) {
    int expected =
        new SortOrder(List.of(true)).compare(new SortKey(List.of(a)), new SortKey(List.of(b)));
    int bytes = Arrays.compareUnsigned(IndexValue.of(a), IndexValue.of(b));
    if (bytes != 0) {
      assertThat(Integer.signum(bytes)).isEqualTo(Integer.signum(expected));
    } else if (!(a instanceof SortValue.Text) || !IndexValue.cut(IndexValue.of(a))) {
      assertThat(expected).isZero();
    }
  }

  @Property(tries = 200)
  void whatIsInAKeyCanBeReadBack(@ForAll long seed) {
    Random random = new Random(seed);
    String text = text(random);
    TextOf source = new TextOf.Param("k\u00e9y");
    IndexName index = IndexName.text(source).orElseThrow();
    byte[] prefix = IndexEntry.prefix(SLICE, index);
    RunId run = random.nextBoolean() ? RunId.random() : new RunId("r" + random.nextInt(100));
    long start = random.nextLong();
    byte[] key = IndexEntry.join(prefix, IndexValue.text(text), IndexEntry.tie(start, run));
    byte[] before = new byte[random.nextInt(40)];
    byte[] among = IndexEntry.join(before, key, new byte[random.nextInt(40)]);
    IndexEntry entry =
        IndexEntry.parse(
            index.kind(), prefix.length, among, before.length, before.length + key.length);
    assertThat(entry.compareKey(key)).isZero();
    IndexEntry every =
        IndexEntry.parse(IndexName.Kind.EVERY, 0, IndexEntry.tie(random.nextLong(), run));
    assertThat(entry.runHash()).isEqualTo(every.runHash());
    assertThat(entry.run()).isEqualTo(run);
    assertThat(entry.startTimeMillis()).isEqualTo(start);
    assertThat(entry.value()).isEqualTo(IndexValue.text(text));
    if (!entry.cut()) {
      assertThat(entry.sortValue()).isEqualTo(new SortValue.Text(text));
    }
  }

  @Test
  void hashesOfRunsDiffer() {
    Set<Long> hashes = new HashSet<>();
    for (int i = 0; i < 100_000; i++) {
      byte[] key = IndexEntry.tie(0, RunId.random());
      assertThat(hashes.add(IndexEntry.parse(IndexName.Kind.EVERY, 0, key).runHash())).isTrue();
    }
  }

  @Property(tries = 200)
  void aDifferenceTurnsTheOldKeysIntoTheNew(@ForAll long seed) {
    Random random = new Random(seed);
    List<RunDocument> two =
        RunFixtures.randomRuns(random, 2).stream().map(view -> view.run()).toList();
    // The same run later: what is alike must be left alone, and what was kept must still fit.
    RunDocument old = two.get(0);
    RunDocument now = random.nextBoolean() ? two.get(1) : laterStateOf(old, two.get(1), random);
    Set<ByteBuffer> keys = keys(old);
    RunEntries.difference(
        Optional.of(old),
        Optional.of(now),
        gone -> assertThat(keys.remove(ByteBuffer.wrap(gone))).isTrue(),
        there -> assertThat(keys.add(ByteBuffer.wrap(there))).isTrue());
    assertThat(keys).isEqualTo(keys(now));
  }

  private static Set<ByteBuffer> keys(RunDocument run) {
    Set<ByteBuffer> keys = new HashSet<>();
    RunEntries.of(run, key -> assertThat(keys.add(ByteBuffer.wrap(key))).isTrue());
    return keys;
  }

  private static RunDocument laterStateOf(RunDocument run, RunDocument other, Random random) {
    return new RunDocument(
        run.id(),
        run.experiment(),
        random.nextBoolean() ? run.name() : other.name(),
        run.userId(),
        random.nextBoolean() ? run.status() : other.status(),
        run.startTimeMillis(),
        random.nextBoolean() ? run.endTimeMillis() : other.endTimeMillis(),
        run.artifactUri(),
        random.nextBoolean() ? run.ownStage() : LifecycleStage.DELETED,
        0,
        0,
        random.nextBoolean() ? run.params() : other.params(),
        random.nextBoolean() ? run.tags() : other.tags(),
        random.nextBoolean() ? run.metrics() : other.metrics(),
        run.appliedOffset());
  }

  @Test
  void afterIsTheFirstBeyondAPrefix() {
    assertThat(hex(IndexValue.after(new byte[] {1, 2}))).isEqualTo("0103");
    assertThat(hex(IndexValue.after(new byte[] {1, (byte) 0xFF}))).isEqualTo("02");
    assertThat(IndexValue.after(new byte[] {(byte) 0xFF})).isEmpty();
  }
}
