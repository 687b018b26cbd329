package dev.kiseki.event.registry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.registry.VersionsByRun.Place;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class VersionsByRunTest {
  private static final List<String> RUNS = List.of("", "a", "ab1", "ab2", "cd");

  @Property(tries = 100)
  void isWhatOrdinarySetsWouldBe(@ForAll long seed) {
    Random random = new Random(seed);
    Map<String, Set<Place>> sets = new HashMap<>();
    VersionsByRun byRun = VersionsByRun.NONE;
    for (int step = 0; step < 300; step++) {
      String run = RUNS.get(random.nextInt(RUNS.size()));
      Place place = new Place("m" + random.nextInt(3), 1 + random.nextInt(20));
      Set<Place> set = sets.computeIfAbsent(run, id -> new LinkedHashSet<>());
      if (random.nextInt(3) > 0) {
        if (!run.isEmpty() && set.add(place)) { // a version is made once
          byRun = byRun.with(run, place);
        }
      } else {
        set.remove(place);
        byRun = byRun.without(run, place);
      }
      for (String id : RUNS) {
        assertThat(byRun.of(id))
            .containsExactlyInAnyOrderElementsOf(sets.getOrDefault(id, Set.of()));
      }
    }
  }
}
