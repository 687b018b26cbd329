package dev.kiseki.store.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.store.document.RunView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Random queries over random runs and logged models, against {@link BruteForce}. */
class RunSearchPropertyTest {

  @Property(tries = 600)
  void theFirstRowsAreThoseOfBruteForce(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int limit) {
    Random random = new Random(seed);
    List<RunView> runs = RunFixtures.randomDocuments(random, 60);
    RunQuery query = RunFixtures.randomQueryOfAnyKind(random);
    List<String> all = BruteForce.ids(runs, query);

    assertThat(first(runs, query, limit)).isEqualTo(all.subList(0, Math.min(limit, all.size())));
  }

  @Property(tries = 300)
  void mergedShardsGiveTheUnsplitAnswer(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 9) int shards) {
    Random random = new Random(seed);
    List<RunView> runs = RunFixtures.randomDocuments(random, 60);
    RunQuery query = RunFixtures.randomQueryOfAnyKind(random);
    List<List<RunView>> split = new ArrayList<>();
    for (int i = 0; i < shards; i++) {
      split.add(new ArrayList<>());
    }
    runs.forEach(run -> split.get(random.nextInt(shards)).add(run));

    RunOrder order = RunOrder.of(query.order());
    List<Iterator<RunSelection.Chosen>> answers = new ArrayList<>();
    split.forEach(part -> answers.add(rows(part, query, 60).iterator()));
    Iterator<RunSelection.Chosen> merged =
        ExactMerge.of(answers, Comparator.comparing(RunSelection.Chosen::key, order.comparator()));
    List<String> ids = new ArrayList<>();
    merged.forEachRemaining(row -> ids.add(row.run().text()));

    assertThat(ids).isEqualTo(BruteForce.ids(runs, query));
  }

  @Property(tries = 300)
  void pagesTogetherAreOneBigPage(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 7) int pageSize) {
    Random random = new Random(seed);
    List<RunView> runs = RunFixtures.randomDocuments(random, 40);
    RunQuery query = RunFixtures.randomQueryOfAnyKind(random);

    List<String> ids = new ArrayList<>();
    RunQuery next = query;
    for (List<RunSelection.Chosen> page = rows(runs, next, pageSize);
        !page.isEmpty();
        page = rows(runs, next, pageSize)) {
      page.forEach(row -> ids.add(row.run().text()));
      // Through bytes, as a page token and a shard request carry it.
      SortKey last = SortKeyCodec.decode(SortKeyCodec.encode(page.get(page.size() - 1).key()));
      next = RunQueryCodec.decode(RunQueryCodec.encode(query.after(last)));
    }

    assertThat(ids).isEqualTo(BruteForce.ids(runs, query));
  }

  @Property(tries = 300)
  void aQueryComesBackFromItsBytes(@ForAll long seed) {
    Random random = new Random(seed);
    RunQuery query = RunFixtures.randomQueryOfAnyKind(random);
    RunView run = RunFixtures.randomDocuments(random, 3).get(0);
    RunQuery later = query.after(RunOrder.of(query.order()).keyOf(run.run()));

    assertThat(RunQueryCodec.decode(RunQueryCodec.encode(query))).isEqualTo(query);
    assertThat(RunQueryCodec.decode(RunQueryCodec.encode(later))).isEqualTo(later);
  }

  @Property(tries = 500)
  void likeIsTheRegexItStandsFor(@ForAll long seed, @ForAll boolean ignoreCase) {
    Random random = new Random(seed);
    String pattern = word(random, List.of("a", "A", "b", "%", "%", "_", "é", "😀", "."), 8);
    String text = word(random, List.of("a", "A", "b", "é", "É", "😀", "\n", "%"), 8);

    assertThat(LikeMatch.matches(pattern, text, ignoreCase))
        .as("'%s' LIKE '%s'", text, pattern)
        .isEqualTo(BruteForce.likeByRegex(pattern, text, ignoreCase));
  }

  @Property(tries = 500)
  void likeByBitsIsTheRegexItStandsFor(@ForAll long seed) {
    Random random = new Random(seed);
    List<String> letters = List.of("a", "a", "a", "b", "😀");
    String text = word(random, letters, 300);
    int from =
        text.offsetByCodePoints(0, random.nextInt(text.codePointCount(0, text.length()) + 1));
    // Half of the patterns are cut out of the text, so that long parts are found too.
    String part = random.nextBoolean() ? text.substring(from) : word(random, letters, 150);
    String pattern =
        "%" + part.codePoints().mapToObj(c -> holed(random, c)).collect(Collectors.joining());
    pattern = random.nextInt(3) == 0 ? pattern.substring(1) + "%" : pattern;

    assertThat(LikeByBits.matches(pattern.codePoints().toArray(), text.codePoints().toArray()))
        .as("'%s' LIKE '%s'", text, pattern)
        .isEqualTo(BruteForce.likeByRegex(pattern, text, false));
  }

  private static String holed(Random random, int letter) {
    return switch (random.nextInt(40)) {
      case 0 -> "%";
      case 1, 2 -> "_";
      case 3 -> Character.toString(letter) + (random.nextInt(4) == 0 ? "a" : "");
      default -> Character.toString(letter);
    };
  }

  private static String word(Random random, List<String> letters, int longest) {
    StringBuilder word = new StringBuilder();
    for (int i = random.nextInt(longest + 1); i > 0; i--) {
      word.append(RunFixtures.pick(random, letters));
    }
    return word.toString();
  }

  private static List<RunSelection.Chosen> rows(List<RunView> runs, RunQuery query, int limit) {
    RunSelection selection = new RunSelection(query, limit);
    runs.forEach(selection::offer);
    return selection.rows();
  }

  private static List<String> first(List<RunView> runs, RunQuery query, int limit) {
    return rows(runs, query, limit).stream().map(row -> row.run().text()).toList();
  }
}
