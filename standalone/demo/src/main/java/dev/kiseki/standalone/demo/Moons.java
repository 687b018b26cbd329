package dev.kiseki.standalone.demo;

import java.util.Random;

/**
 * Two interleaved half circles with noise: a classification task that no straight line solves.
 *
 * @param points x and y of each sample
 * @param labels 0 or 1 of each sample
 */
record Moons(double[][] points, int[] labels) {
  static Moons sample(int count, long seed) {
    Random random = new Random(seed);
    double[][] points = new double[count][];
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = i % 2;
      double angle = Math.PI * random.nextDouble();
      double x = labels[i] == 0 ? Math.cos(angle) : 1 - Math.cos(angle);
      double y = labels[i] == 0 ? Math.sin(angle) : 0.5 - Math.sin(angle);
      points[i] =
          new double[] {x - 0.5 + 0.2 * random.nextGaussian(), y + 0.2 * random.nextGaussian()};
    }
    return new Moons(points, labels);
  }

  int size() {
    return labels.length;
  }
}
