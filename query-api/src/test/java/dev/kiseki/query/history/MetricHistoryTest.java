package dev.kiseki.query.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.id.RunId;
import dev.kiseki.store.chunk.Points;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class MetricHistoryTest {
  private static final RunId RUN = new RunId("0123456789abcdef0123456789abcdef");
  private static final String KEY = "loss";
  private static final OptionalInt ALL = OptionalInt.empty();
  private static final Optional<String> FIRST = Optional.empty();

  private final ChunksInMemory curves = new ChunksInMemory();
  private final Points.Builder held = curves.hold(RUN.text());
  private final MetricHistory history = new MetricHistory(curves.sources());

  /** A page as a client gets it. */
  private record Page(Points points, Optional<String> nextPageToken) {}

  private static Points.Builder points() {
    return new Points.Builder();
  }

  private void keep(Points.Builder points) {
    curves.keep(RUN.text(), points.build());
  }

  @Test
  void theProcessorIsAskedFirstAndAPointInBothIsGivenOnce() {
    keep(points().add(1, 10, 0.5).add(2, 20, 0.4));
    held.add(2, 20, 0.4).add(3, 30, 0.3).add(0, 5, 0.6);
    Page page = page(ALL, FIRST);
    assertThat(steps(page)).containsExactly(0L, 1L, 2L, 3L);
    assertThat(page.nextPageToken()).isEmpty();
    assertThat(curves.asked.stream().map(text -> text.split(" ", -1)[0]))
        .containsExactly("pending", "BOUNDS", "POINTS");
  }

  @Test
  void anotherValueAtTheSamePlaceIsAnotherPoint() {
    keep(points().add(1, 10, 0.5).add(1, 10, 0.25).add(1, 10, Double.NaN).add(1, 10, -1));
    held.add(1, 10, Double.longBitsToDouble(0x7FF8_0000_0000_0001L));
    Points points = page(ALL, FIRST).points();
    assertThat(List.of(points.value(0), points.value(1), points.value(2), points.value(3)))
        .as("NaN sorts as 0")
        .containsExactly(-1.0, Double.NaN, 0.25, 0.5);
    assertThat(points.size()).isEqualTo(4);
  }

  @Test
  void pagesFollowEachOtherAndAnExactlyFullLastPageHasNoToken() {
    for (int i = 0; i < 6; i += 2) {
      keep(points().add(i, 100 + i, i).add(i + 1, 101 + i, i + 1));
    }
    Page first = page(OptionalInt.of(4), FIRST);
    assertThat(steps(first)).containsExactly(0L, 1L, 2L, 3L);
    Page second = page(OptionalInt.of(2), first.nextPageToken());
    assertThat(steps(second)).containsExactly(4L, 5L);
    assertThat(second.nextPageToken()).isEmpty();
    assertThat(page(OptionalInt.of(6), Optional.of("")).nextPageToken()).isEmpty();
    assertThat(page(OptionalInt.of(Integer.MAX_VALUE), first.nextPageToken()).points().size())
        .isEqualTo(2);
  }

  @Test
  void aTokenWithoutAMaximumGivesTheRest() {
    for (int i = 0; i < 6; i++) {
      keep(points().add(i, 100, i));
    }
    Page rest = page(ALL, page(OptionalInt.of(1), FIRST).nextPageToken());
    assertThat(steps(rest)).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(rest.nextPageToken()).isEmpty();
  }

  @Test
  void pagesStayInPlaceWhilePointsAreAdded() {
    keep(points().add(1, 100, 0.1).add(2, 200, 0.2).add(3, 300, 0.3));
    Page first = page(OptionalInt.of(2), FIRST);
    held.add(0, 50, 9).add(4, 400, 0.4).add(2, 200, 0.1);
    Page second = page(OptionalInt.of(2), first.nextPageToken());
    assertThat(steps(second)).containsExactly(3L, 4L);
  }

  @Test
  void aRunOrKeyThatNobodyKnowsHasAnEmptyPage() {
    assertThat(page(ALL, FIRST).points().size()).isZero();
    assertThat(page(OptionalInt.of(5), FIRST).nextPageToken()).isEmpty();
  }

  @Test
  void aMaximumBelowOneIsRefusedWithMlflowsText() {
    for (int bad : new int[] {0, -1}) {
      assertRefused(
          OptionalInt.of(bad),
          FIRST,
          "Invalid value "
              + bad
              + " for parameter 'max_results' supplied. It must be a positive integer.");
    }
    assertThat(curves.asked).isEmpty();
  }

  @Test
  void aForeignTokenIsRefused() {
    keep(points().add(1, 1, 1).add(2, 2, 2));
    String mine = page(OptionalInt.of(1), FIRST).nextPageToken().orElseThrow();
    assertRefused(ALL, Optional.of("a"), "Invalid page token, could not base64-decode");
    assertRefused(ALL, Optional.of("%%%"), "Invalid page token, could not base64-decode");
    assertRefused(
        ALL,
        Optional.of("eyJvZmZzZXQiOiAyfQ=="),
        "Invalid page token, decoded value=b'{\"offset\": 2}'");
    CompletableFuture<HistoryStream> other =
        history.page(RUN, "acc", ALL, Optional.of(mine)).toCompletableFuture();
    assertThat(failure(other))
        .hasMessageStartingWith("Invalid page token, parsed value=")
        .hasMessageEndingWith(" is of another run or metric");
  }

  @Test
  void whenEitherSourceIsAwayThereIsNoShortAnswer() {
    held.add(1, 1, 1);
    keep(points().add(2, 2, 2));
    curves.ownerAway = true;
    assertThat(refusal()).isEqualTo(ErrorCode.TEMPORARILY_UNAVAILABLE);
    curves.ownerAway = false;
    curves.storeAway = true;
    assertThat(refusal()).isEqualTo(ErrorCode.TEMPORARILY_UNAVAILABLE);
  }

  @Test
  void theStoreIsNotAskedWhileTheOwnerHoldsEverything() {
    held.add(1, 1, 1).add(2, 2, 2).add(1, 1, 1);
    curves.storeAway = true;
    assertThat(steps(page(ALL, FIRST))).containsExactly(1L, 2L);
  }

  private ErrorCode refusal() {
    Throwable failure = failure(history.page(RUN, KEY, ALL, FIRST).toCompletableFuture());
    return ((TrackingException) failure).code();
  }

  private Page page(OptionalInt max, Optional<String> token) {
    HistoryStream stream = history.page(RUN, KEY, max, token).toCompletableFuture().join();
    try (stream) {
      Points.Builder all = points();
      Points piece = stream.next().toCompletableFuture().join();
      while (piece.size() > 0) {
        all.addAll(piece);
        piece = stream.next().toCompletableFuture().join();
      }
      return new Page(all.build(), stream.nextPageToken());
    }
  }

  private void assertRefused(OptionalInt max, Optional<String> token, String message) {
    assertThat(failure(history.page(RUN, KEY, max, token).toCompletableFuture()))
        .isInstanceOfSatisfying(
            TrackingException.class,
            e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_PARAMETER_VALUE))
        .hasMessage(message);
  }

  private static Throwable failure(CompletableFuture<?> future) {
    Throwable failure = catchThrowable(future::join);
    return failure instanceof CompletionException ? failure.getCause() : failure;
  }

  private static List<Long> steps(Page page) {
    List<Long> steps = new ArrayList<>();
    for (int i = 0; i < page.points().size(); i++) {
      steps.add(page.points().step(i));
    }
    return steps;
  }
}
