package dev.kiseki.standalone.demo;

import java.util.Random;

/** A network with one hidden layer, trained by stochastic gradient descent. */
final class Network {
  /** Per hidden unit: weight of x, weight of y, bias, weight to the output. */
  private final double[][] units;

  private final Trial trial;
  private final Random random;
  private double bias;

  Network(Trial trial, long seed) {
    this.trial = trial;
    this.random = new Random(seed);
    this.units = new double[trial.hidden()][4];
    for (double[] unit : units) {
      for (int i = 0; i < unit.length; i++) {
        unit[i] = random.nextGaussian();
      }
    }
  }

  /** One pass over as many samples as there are, drawn at random, in batches. */
  void epoch(Moons data) {
    for (int done = 0; done < data.size(); done += trial.batch()) {
      double[][] gradients = new double[units.length][4];
      double biasGradient = 0;
      for (int i = 0; i < trial.batch(); i++) {
        int sample = random.nextInt(data.size());
        double error = probability(data.points()[sample]) - data.labels()[sample];
        biasGradient += error;
        addGradients(gradients, data.points()[sample], error);
      }
      double rate = trial.learningRate() / trial.batch();
      bias -= rate * biasGradient;
      for (int u = 0; u < units.length; u++) {
        for (int i = 0; i < 4; i++) {
          units[u][i] -=
              rate * gradients[u][i] + trial.learningRate() * trial.decay() * units[u][i];
        }
      }
    }
  }

  private void addGradients(double[][] gradients, double[] point, double error) {
    for (int u = 0; u < units.length; u++) {
      double activation = activation(units[u], point);
      double back = error * units[u][3] * (1 - activation * activation);
      gradients[u][0] += back * point[0];
      gradients[u][1] += back * point[1];
      gradients[u][2] += back;
      gradients[u][3] += error * activation;
    }
  }

  private static double activation(double[] unit, double[] point) {
    return Math.tanh(unit[0] * point[0] + unit[1] * point[1] + unit[2]);
  }

  private double probability(double[] point) {
    double sum = bias;
    for (double[] unit : units) {
      sum += unit[3] * activation(unit, point);
    }
    return 1 / (1 + Math.exp(-sum));
  }

  /** Mean cross entropy. */
  double loss(Moons data) {
    double sum = 0;
    for (int i = 0; i < data.size(); i++) {
      double p = probability(data.points()[i]);
      sum -= Math.log(Math.max(1e-12, data.labels()[i] == 1 ? p : 1 - p));
    }
    return sum / data.size();
  }

  /** Fraction of the samples that are classified right. */
  double accuracy(Moons data) {
    int right = 0;
    for (int i = 0; i < data.size(); i++) {
      right += (probability(data.points()[i]) > 0.5) == (data.labels()[i] == 1) ? 1 : 0;
    }
    return (double) right / data.size();
  }
}
