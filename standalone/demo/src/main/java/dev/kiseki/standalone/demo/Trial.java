package dev.kiseki.standalone.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * One point of the sweep.
 *
 * @param hidden units in the hidden layer
 * @param learningRate step size of the gradient descent
 * @param batch samples per step
 * @param decay how fast weights shrink, per step, as a fraction of the learning rate
 */
record Trial(int hidden, double learningRate, int batch, double decay) {
  /** All 24 combinations. */
  static List<Trial> grid() {
    List<Trial> grid = new ArrayList<>();
    for (int hidden : new int[] {2, 8}) {
      for (double learningRate : new double[] {0.002, 0.03, 0.3}) {
        for (int batch : new int[] {8, 64}) {
          for (double decay : new double[] {0, 0.01}) {
            grid.add(new Trial(hidden, learningRate, batch, decay));
          }
        }
      }
    }
    return grid;
  }

  /** As MLflow params. */
  Map<String, String> params() {
    Map<String, String> params = new TreeMap<>();
    params.put("hidden", Integer.toString(hidden));
    params.put("learning_rate", Double.toString(learningRate));
    params.put("batch", Integer.toString(batch));
    params.put("decay", Double.toString(decay));
    return params;
  }

  String name() {
    return String.format(Locale.ROOT, "h%d-lr%s-b%d-d%s", hidden, learningRate, batch, decay);
  }
}
