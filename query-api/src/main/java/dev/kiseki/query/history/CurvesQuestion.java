package dev.kiseki.query.history;

import dev.kiseki.event.id.RunId;
import dev.kiseki.store.chunk.Points;
import dev.kiseki.store.chunk.StepRange;
import java.util.List;
import java.util.OptionalInt;

/**
 * Which points of which curves.
 *
 * @param runs each of them with each of the keys; one that is unknown has no points
 * @param most points of a curve: a sample that keeps both ends, the smallest and the largest value,
 *     by step; absent = all, by time
 */
public record CurvesQuestion(
    List<RunId> runs, List<String> keys, StepRange steps, OptionalInt most) {
  public CurvesQuestion {
    runs = List.copyOf(runs);
    keys = List.copyOf(keys);
  }

  int curves() {
    return Math.multiplyExact(runs.size(), keys.size());
  }

  RunId run(int curve) {
    return runs.get(curve / keys.size());
  }

  String key(int curve) {
    return keys.get(curve % keys.size());
  }

  CurvePoints points(int curve, Points points) {
    return new CurvePoints(curve / keys.size(), curve % keys.size(), points);
  }
}
