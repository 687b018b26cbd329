package dev.kiseki.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SweepTest {
  @Test
  void theGridHasRunsOnBothSidesOfTheFilterThatTheDemoShows() {
    Moons training = Moons.sample(400, 1);
    Moons test = Moons.sample(400, 2);
    List<Double> accuracies =
        Trial.grid().stream()
            .map(
                trial -> {
                  Network network = new Network(trial, 7);
                  for (int epoch = 0; epoch < 40; epoch++) {
                    network.epoch(training);
                  }
                  return network.accuracy(test);
                })
            .toList();
    assertThat(accuracies).hasSize(24).anyMatch(a -> a > 0.9).anyMatch(a -> a <= 0.8);
  }

  @Test
  void aTableAlignsTheFirstColumnLeftAndTheOthersRight() {
    assertThat(Table.of(List.of(List.of("run", "loss"), List.of("a-long-name", "1"))))
        .isEqualTo("run          loss\n-----------  ----\na-long-name     1\n");
  }
}
