package dev.kiseki.transport.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kiseki.event.Verdict;
import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.store.shard.proto.PartitionReceipt;
import dev.kiseki.store.shard.proto.Refusal;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PartitionReceiptsTest {
  private static final Verdict REFUSED = Verdict.rejected(ErrorCode.INVALID_PARAMETER_VALUE, "no");

  private final PartitionReceipts receipts = new PartitionReceipts();

  private static PartitionReceipt upTo(long offset, long... refused) {
    PartitionReceipt.Builder receipt =
        PartitionReceipt.newBuilder().setAppliedOffset(offset).setCatalogOffset(-1);
    for (long at : refused) {
      receipt.addRefusals(
          Refusal.newBuilder()
              .setOffset(at)
              .setCode(ErrorCode.INVALID_PARAMETER_VALUE.number())
              .setMessage("no"));
    }
    return receipt.build();
  }

  @Test
  void oneReceiptAnswersEverybodyUpToItsPosition() {
    CompletableFuture<Verdict> first = receipts.await(3);
    CompletableFuture<Verdict> second = receipts.await(5);
    CompletableFuture<Verdict> later = receipts.await(6);
    receipts.accept(upTo(5, 5));
    assertThat(first).isCompletedWithValue(Verdict.APPLIED);
    assertThat(second).isCompletedWithValue(REFUSED);
    assertThat(later).isNotDone();
  }

  @Test
  void whoAsksAfterTheReceiptGetsTheSameVerdict() {
    receipts.accept(upTo(9, 4));
    assertThat(receipts.await(4)).isCompletedWithValue(REFUSED);
    assertThat(receipts.await(9)).isCompletedWithValue(Verdict.APPLIED);
  }

  @Test
  void aReceiptOfAnOlderOwnerTakesNothingBack() {
    receipts.accept(upTo(9));
    receipts.accept(upTo(2, 1));
    assertThat(receipts.await(9)).isCompletedWithValue(Verdict.APPLIED);
    assertThat(receipts.await(1)).isCompletedWithValue(REFUSED);
    assertThat(receipts.await(10)).isNotDone();
  }

  @Test
  void whatWasAnsweredUnseenIsKeptUntilItsReceipt() {
    assertThat(receipts.answeredUnseen()).isEmpty();
    receipts.answered(5);
    receipts.answered(3);
    receipts.accept(upTo(4));
    assertThat(receipts.answeredUnseen()).hasValue(5);
    receipts.accept(upTo(5));
    assertThat(receipts.answeredUnseen()).isEmpty();
  }

  @Test
  void aNewStreamIsAskedForTheFirstOffsetThatSomebodyWaitsFor() {
    assertThat(receipts.waitingFrom()).isZero();
    receipts.accept(upTo(7));
    assertThat(receipts.waitingFrom()).isEqualTo(8);
    CompletableFuture<Verdict> waiter = receipts.await(12);
    assertThat(receipts.waitingFrom()).isEqualTo(8);
    receipts.accept(upTo(11));
    assertThat(receipts.waitingFrom()).isEqualTo(12);
    receipts.forget(12, waiter);
    assertThat(receipts.waitingFrom()).isEqualTo(12);
  }

  @Test
  void experimentStagesAreToldByTheCatalogsOffset() {
    CompletableFuture<Void> stage = receipts.awaitCatalog(3);
    receipts.accept(PartitionReceipt.newBuilder().setAppliedOffset(0).setCatalogOffset(2).build());
    assertThat(stage).isNotDone();
    receipts.accept(PartitionReceipt.newBuilder().setAppliedOffset(1).setCatalogOffset(4).build());
    assertThat(stage).isCompleted();
    assertThat(receipts.awaitCatalog(4)).isCompleted();
  }
}
