package dev.kiseki.store.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExactMergeTest {
  private static final Comparator<Integer> ORDER = Comparator.naturalOrder();

  @Test
  void noRowComesOutWhileAnInputCouldStillDeliverAnEarlierOne() {
    ExactMerge<Integer> merge = new ExactMerge<>(2, ORDER);
    merge.add(0, List.of(5, 6));

    assertThat(merge.starved()).contains(1);
    assertThatThrownBy(merge::poll).isInstanceOf(IllegalStateException.class);
    merge.add(1, List.of(1));
    assertThat(merge.poll()).contains(1);
    assertThat(merge.starved()).contains(1);
    merge.end(1);
    assertThat(merge.poll()).contains(5);
    assertThat(merge.poll()).contains(6);
    merge.end(0);
    assertThat(merge.poll()).isEmpty();
  }

  @Test
  void anInputOutOfOrderIsAFaultAndNoWrongAnswer() {
    ExactMerge<Integer> merge = new ExactMerge<>(1, ORDER);

    assertThatThrownBy(() -> merge.add(0, List.of(2, 1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("input 0 is not in order");
  }

  @Test
  void theSameRowFromTwoInputsIsAFault() {
    Iterator<Integer> merged =
        ExactMerge.of(List.of(List.of(1).iterator(), List.of(1).iterator()), ORDER);
    merged.next();

    assertThatThrownBy(merged::next)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("two inputs gave the same row");
  }

  @Test
  void noInputsGiveNoRows() {
    assertThat(ExactMerge.of(List.<Iterator<Integer>>of(), ORDER).hasNext()).isFalse();
  }
}
