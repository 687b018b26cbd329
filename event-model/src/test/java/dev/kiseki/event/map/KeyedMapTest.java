package dev.kiseki.event.map;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class KeyedMapTest {

  /** Each number is a step: even = put key n/2, odd = remove key n/2. */
  @Property(tries = 300)
  void behavesLikeATreeMapAndNeverChangesAnOlderCopy(
      @ForAll @Size(max = 600) List<@IntRange(min = 0, max = 400) Integer> steps) {
    KeyedMap<Integer> map = KeyedMap.empty();
    TreeMap<String, Integer> model = new TreeMap<>();
    KeyedMap<Integer> kept = map;
    TreeMap<String, Integer> keptModel = new TreeMap<>();
    int number = 0;
    for (int step : steps) {
      String key = "k" + step / 2;
      if (step % 2 == 0) {
        map = map.with(key, number);
        model.put(key, number);
      } else {
        map = map.without(key);
        model.remove(key);
      }
      if (number == steps.size() / 2) {
        kept = map;
        keptModel = new TreeMap<>(model);
      }
      number++;
    }
    assertThat(entries(map)).isEqualTo(entries(model));
    assertThat(map.size()).isEqualTo(model.size());
    if (!steps.isEmpty()) {
      assertThat(entries(kept)).isEqualTo(entries(keptModel));
    }
    for (int key = 0; key <= 200; key++) {
      assertThat(map.get("k" + key).orElse(null)).isEqualTo(model.get("k" + key));
    }
  }

  @Property(tries = 50)
  void equalsAndHashDoNotDependOnTheOrderOfChanges(
      @ForAll @Size(max = 300) List<@IntRange(min = 0, max = 1000) Integer> keys) {
    KeyedMap<Integer> forward = KeyedMap.empty();
    KeyedMap<Integer> backward = KeyedMap.empty();
    for (int i = 0; i < keys.size(); i++) {
      forward = forward.with("k" + keys.get(i), 1);
      backward = backward.with("k" + keys.get(keys.size() - 1 - i), 1);
    }
    assertThat(forward).isEqualTo(backward).hasSameHashCodeAs(backward);
    assertThat(forward.with("other", 1)).isNotEqualTo(backward);
  }

  @Property(tries = 100)
  void manyEntriesAtOnceAreTheSameAsOneByOne(
      @ForAll @Size(max = 300) List<@IntRange(min = 0, max = 1000) Integer> keys,
      @ForAll boolean inOrder) {
    List<String> names = new ArrayList<>(keys.stream().map(key -> "k" + key).toList());
    if (inOrder) {
      names = new ArrayList<>(new TreeSet<>(names));
    }
    List<Integer> values = IntStream.range(0, names.size()).boxed().toList();
    KeyedMap<Integer> oneByOne = KeyedMap.empty();
    for (int i = 0; i < names.size(); i++) {
      oneByOne = oneByOne.with(names.get(i), values.get(i));
    }
    KeyedMap<Integer> map = KeyedMap.of(names, values);
    assertThat(map).isEqualTo(oneByOne);
    assertThat(entries(map.with("k5x", 7).without("k7")))
        .isEqualTo(entries(oneByOne.with("k5x", 7).without("k7")));
  }

  private static List<String> entries(KeyedMap<Integer> map) {
    List<String> entries = new ArrayList<>();
    map.forEach((key, value) -> entries.add(key + "=" + value));
    return entries;
  }

  private static List<String> entries(Map<String, Integer> map) {
    List<String> entries = new ArrayList<>();
    map.forEach((key, value) -> entries.add(key + "=" + value));
    return entries;
  }

  /** Its parts from a key on hold the rest, and know it again after changes elsewhere. */
  @Property(tries = 50)
  void partsHoldTheRestOfTheMapAndRememberWhatWasSaidOfThem(
      @ForAll @Size(max = 600) List<@IntRange(min = 0, max = 2000) Integer> keys,
      @ForAll @IntRange(min = 0, max = 2000) int from) {
    KeyedMap<Integer> map = KeyedMap.empty();
    for (int key : keys) {
      map = map.with("k" + key, key);
      int sum = 0;
      for (Part<Integer> part : map.partsFrom("")) {
        sum += part.summary(Sum::of).sum();
      }
      int[] plain = {0};
      map.forEach((name, value) -> plain[0] += value);
      assertThat(sum).isEqualTo(plain[0]);
    }
    List<Integer> rest = new ArrayList<>();
    map.partsFrom("k" + from).forEach(part -> part.forEach(rest::add));
    List<Integer> all = new ArrayList<>();
    map.forEach((name, value) -> all.add(value));
    List<Integer> wanted =
        all.stream().filter(key -> ("k" + key).compareTo("k" + from) >= 0).toList();
    assertThat(rest).isEqualTo(all.subList(all.size() - rest.size(), all.size()));
    assertThat(rest).containsAll(wanted);
    assertThat(rest.size() - wanted.size()).isLessThanOrEqualTo(64);
  }

  private record Sum(int sum) {
    static Sum of(Part<Integer> part) {
      int[] sum = {0};
      part.forEach(value -> sum[0] += value);
      return new Sum(sum[0]);
    }
  }
}
