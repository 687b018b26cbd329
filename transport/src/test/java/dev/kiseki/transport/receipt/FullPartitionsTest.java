package dev.kiseki.transport.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.transport.owner.Endpoint;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FullPartitionsTest {
  private static final Endpoint OLD = new Endpoint("a", 1);
  private static final Endpoint NEW = new Endpoint("b", 1);

  private final Map<Integer, Endpoint> owners = new HashMap<>(Map.of(0, OLD, 1, OLD));
  private final FullPartitions full =
      new FullPartitions(partition -> Optional.ofNullable(owners.get(partition)));

  @Test
  void aPartitionIsFullUntilItsOwnerTakesItBack() {
    assertThat(full.contains(0)).isFalse();
    full.told(OLD, 0, true);
    full.told(OLD, 0, true);
    assertThat(full.contains(0)).isTrue();
    assertThat(full.contains(1)).isFalse();
    assertThat(full.contains(2)).as("of nobody").isFalse();
    full.told(OLD, 0, false);
    assertThat(full.contains(0)).isFalse();
    full.told(NEW, 1, false);
    assertThat(full.contains(1)).isFalse();
  }

  @Test
  void whatItsOwnerSaysCountsAndNothingThatAnEarlierOneSaid() {
    full.told(OLD, 0, true);
    owners.put(0, NEW);
    assertThat(full.contains(0)).isFalse();
    full.told(NEW, 0, true);
    full.told(OLD, 0, false);
    assertThat(full.contains(0)).isTrue();
  }

  @Test
  void withItsStreamItsWordIsGone() {
    full.told(OLD, 0, true);
    full.told(OLD, 1, true);
    full.forget(OLD);
    assertThat(full.contains(0)).isFalse();
    assertThat(full.contains(1)).isFalse();
  }
}
