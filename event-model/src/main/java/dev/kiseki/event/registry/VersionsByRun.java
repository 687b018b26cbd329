package dev.kiseki.event.registry;

import dev.kiseki.event.map.KeyedMap;
import java.util.ArrayList;
import java.util.List;

/**
 * Which versions name a run. Immutable; runs lie in drawers by the beginning of their id, so that a
 * change copies little however many there are.
 */
final class VersionsByRun {
  static final VersionsByRun NONE = new VersionsByRun(KeyedMap.empty());
  private static final int DRAWER = 2;

  /** A run with more versions than this is rare, and changing it should still cost little. */
  private static final int FEW = 8;

  private final KeyedMap<KeyedMap<Places>> drawers;

  private VersionsByRun(KeyedMap<KeyedMap<Places>> drawers) {
    this.drawers = drawers;
  }

  /** A version of a model. */
  record Place(String model, int version) {
    private String key() {
      return model + '\0' + version;
    }
  }

  /**
   * Those of one run.
   *
   * @param few all of them, as long as they are
   * @param many else all of them, by their key
   */
  private record Places(List<Place> few, KeyedMap<Place> many) {
    static final Places NONE = new Places(List.of(), KeyedMap.empty());

    Places with(Place place) {
      if (many.isEmpty() && few.size() < FEW) {
        List<Place> more = new ArrayList<>(few);
        more.add(place);
        return new Places(List.copyOf(more), many);
      }
      KeyedMap<Place> more = many;
      for (Place one : few) {
        more = more.with(one.key(), one);
      }
      return new Places(List.of(), more.with(place.key(), place));
    }

    Places without(Place place) {
      List<Place> fewer = new ArrayList<>(few);
      fewer.remove(place);
      return new Places(List.copyOf(fewer), many.without(place.key()));
    }

    List<Place> all() {
      List<Place> all = new ArrayList<>(few);
      many.forEach((key, place) -> all.add(place));
      return all;
    }

    boolean isEmpty() {
      return few.isEmpty() && many.isEmpty();
    }
  }

  List<Place> of(String runId) {
    return places(runId).all();
  }

  VersionsByRun with(String runId, Place place) {
    return runId.isEmpty() ? this : put(runId, places(runId).with(place));
  }

  VersionsByRun without(String runId, Place place) {
    Places before = places(runId);
    return before.isEmpty() ? this : put(runId, before.without(place));
  }

  private Places places(String runId) {
    return drawers.get(drawer(runId)).flatMap(runs -> runs.get(runId)).orElse(Places.NONE);
  }

  private VersionsByRun put(String runId, Places places) {
    KeyedMap<Places> runs = drawers.get(drawer(runId)).orElse(KeyedMap.empty());
    runs = places.isEmpty() ? runs.without(runId) : runs.with(runId, places);
    return new VersionsByRun(
        runs.isEmpty() ? drawers.without(drawer(runId)) : drawers.with(drawer(runId), runs));
  }

  private static String drawer(String runId) {
    return runId.substring(0, Math.min(DRAWER, runId.length()));
  }
}
