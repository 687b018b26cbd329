package dev.kiseki.query.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.query.history.PointMemory.Share;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PointMemoryTest {
  private final PointMemory memory = new PointMemory(100, Duration.ofSeconds(60));

  private CompletableFuture<Share> share(long points) {
    return memory.share(points).toCompletableFuture();
  }

  @Test
  void whoFindsNoRoomWaitsInTurnUntilSomeoneGivesBack() {
    Share first = share(60).join();
    CompletableFuture<Share> large = share(50);
    CompletableFuture<Share> small = share(10);
    assertThat(large).isNotDone();
    assertThat(small).as("waits behind the large one").isNotDone();
    first.close();
    first.close();
    assertThat(memory.used()).isEqualTo(60);
    large.join().close();
    small.join().close();
    assertThat(memory.used()).isZero();
  }

  @Test
  void whoDoesNotWaitGetsOnlyWhatIsThereAndNobodyWaitsFor() {
    Share first = memory.shareNow(60).orElseThrow();
    assertThat(memory.shareNow(41)).isEmpty();
    CompletableFuture<Share> large = share(50);
    assertThat(memory.shareNow(40)).as("someone waits").isEmpty();
    first.close();
    memory.shareNow(50).orElseThrow().close();
    large.join().close();
    assertThat(memory.used()).isZero();
  }

  @Test
  void whatNeverFitsIsRefusedForGood() {
    assertThat(code(share(101))).isEqualTo(ErrorCode.INVALID_STATE);
    share(100).join().close();
  }

  @Test
  void whoWaitsTooLongIsToldToComeAgainAndTakesNothing() {
    PointMemory impatient = new PointMemory(100, Duration.ofMillis(30));
    Share all = impatient.share(100).toCompletableFuture().join();
    assertThat(code(impatient.share(1).toCompletableFuture()))
        .isEqualTo(ErrorCode.TEMPORARILY_UNAVAILABLE);
    all.close();
    assertThat(impatient.used()).isZero();
    impatient.share(100).toCompletableFuture().join().close();
  }

  private static ErrorCode code(CompletableFuture<Share> share) {
    Throwable failure = catchThrowable(share::join);
    return ((TrackingException) failure.getCause()).code();
  }
}
