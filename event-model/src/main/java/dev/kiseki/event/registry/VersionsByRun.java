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

  private final KeyedMap<KeyedMap<List<Place>>> drawers;

  private VersionsByRun(KeyedMap<KeyedMap<List<Place>>> drawers) {
    this.drawers = drawers;
  }

  /** A version of a model. */
  record Place(String model, int version) {}

  List<Place> of(String runId) {
    return drawers.get(drawer(runId)).flatMap(runs -> runs.get(runId)).orElse(List.of());
  }

  VersionsByRun with(String runId, Place place) {
    if (runId.isEmpty()) {
      return this;
    }
    List<Place> places = new ArrayList<>(of(runId));
    places.add(place);
    return put(runId, places);
  }

  VersionsByRun without(String runId, Place place) {
    List<Place> places = new ArrayList<>(of(runId));
    return places.remove(place) ? put(runId, places) : this;
  }

  private VersionsByRun put(String runId, List<Place> places) {
    KeyedMap<List<Place>> runs = drawers.get(drawer(runId)).orElse(KeyedMap.empty());
    runs = places.isEmpty() ? runs.without(runId) : runs.with(runId, List.copyOf(places));
    return new VersionsByRun(
        runs.isEmpty() ? drawers.without(drawer(runId)) : drawers.with(drawer(runId), runs));
  }

  private static String drawer(String runId) {
    return runId.substring(0, Math.min(DRAWER, runId.length()));
  }
}
