package dev.kiseki.query.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.id.RunId;
import dev.kiseki.store.chunk.Points;
import dev.kiseki.store.chunk.StepRange;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class BulkHistoryTest {
  private static final String KEY = "loss";

  private final ChunksInMemory curves = new ChunksInMemory();
  private final BulkHistory bulk = new BulkHistory(curves.sources());

  private static List<RunId> runs(String... ids) {
    return List.of(ids).stream().map(RunId::new).toList();
  }

  private static List<String> told(List<RunPoints> found) {
    List<String> told = new ArrayList<>();
    for (RunPoints run : found) {
      for (int i = 0; i < run.points().size(); i++) {
        told.add(run.run().text() + " " + run.points().step(i) + " " + run.points().value(i));
      }
    }
    return told;
  }

  private List<String> first(int most, String... ids) {
    return told(bulk.first(runs(ids), KEY, most).toCompletableFuture().join());
  }

  private List<String> sampled(StepRange steps, int most, String... ids) {
    return told(bulk.sampled(runs(ids), KEY, steps, most).toCompletableFuture().join());
  }

  @Test
  void theFirstPointsComeByRunAndTimeWhicheverWayTheyWereAskedFor() {
    curves.keep("b", new Points.Builder().add(5, 10, 0.5).build());
    curves.hold("b").add(4, 20, 0.25).add(5, 10, 0.5);
    curves.hold("a").add(1, 30, 1);
    assertThat(first(10, "b", "nobody", "a", "b"))
        .containsExactly("a 1 1.0", "b 5 0.5", "b 4 0.25");
    assertThat(first(2, "b", "a")).containsExactly("a 1 1.0", "b 5 0.5");
    assertThat(first(0, "b", "a")).isEmpty();
  }

  @Test
  void runsAfterTheLastPointAskedForAreNotRead() {
    String[] ids = new String[100];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = "r" + (100 + i);
      curves.hold(ids[i]).add(1, 1, i).add(2, 2, i);
    }
    assertThat(first(3, ids)).containsExactly("r100 1 0.0", "r100 2 0.0", "r101 1 1.0");
    assertThat(curves.asked.size()).isLessThan(40);
  }

  @Test
  void samplesComeInTheOrderOfTheRequestAndByStep() {
    curves.keep("b", new Points.Builder().add(2, 10, 0.2).add(1, 20, 0.1).add(3, 5, 0.3).build());
    curves.hold("b").add(3, 5, 0.3).add(-7, 99, 0.7);
    curves.hold("a").add(1, 1, 1);
    assertThat(sampled(StepRange.ALL, 10, "b", "nobody", "a", "a"))
        .containsExactly("b -7 0.7", "b 1 0.1", "b 2 0.2", "b 3 0.3", "a 1 1.0", "a 1 1.0");
    assertThat(sampled(StepRange.ALL, 2, "b", "a"))
        .containsExactly("b -7 0.7", "b 3 0.3", "a 1 1.0");
  }

  @Test
  void bothEndsOfAStepRangeAreInIt() {
    for (long step : new long[] {Long.MIN_VALUE, -1, 0, 1, 2, 3, Long.MAX_VALUE}) {
      curves.hold("a").add(step, 7, (double) step);
    }
    curves.hold("a").add(2, 99, 2);
    assertThat(sampled(new StepRange(0, 2), 10, "a"))
        .containsExactly("a 0 0.0", "a 1 1.0", "a 2 2.0", "a 2 2.0");
    assertThat(sampled(new StepRange(4, 5), 10, "a")).isEmpty();
    assertThat(sampled(new StepRange(3, Long.MAX_VALUE), 10, "a"))
        .containsExactly("a 3 3.0", "a " + Long.MAX_VALUE + " 9.223372036854776E18");
    assertThat(sampled(new StepRange(Long.MIN_VALUE, -1), 10, "a")).hasSize(2);
  }

  @Test
  void oneSourceThatIsAwayFailsAllOfIt() {
    curves.hold("a").add(1, 1, 1);
    curves.ownerAway = true;
    Throwable failure = catchThrowable(() -> first(10, "a", "b"));
    assertThat(failure).isInstanceOf(CompletionException.class);
    assertThat(((TrackingException) failure.getCause()).code())
        .isEqualTo(ErrorCode.TEMPORARILY_UNAVAILABLE);
    assertThat(catchThrowable(() -> sampled(StepRange.ALL, 10, "a")))
        .isInstanceOf(CompletionException.class);
  }
}
