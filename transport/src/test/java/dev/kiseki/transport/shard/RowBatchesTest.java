package dev.kiseki.transport.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.store.document.proto.StoredRun;
import dev.kiseki.store.shard.PackedRun;
import dev.kiseki.store.shard.proto.RunReply;
import dev.kiseki.store.shard.proto.RunShardsGrpc;
import dev.kiseki.store.shard.proto.ScanBatch;
import dev.kiseki.store.shard.proto.ScanRequest;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Over a real gRPC server of this process, on one thread, so that nothing has to be waited for. */
class RowBatchesTest {
  /** The owner: the test sends through its end of the call. */
  private static final class Owner extends RunShardsGrpc.RunShardsImplBase {
    ServerCallStreamObserver<ScanBatch> call;
    int wanted;
    boolean cancelled;

    @Override
    public void scan(ScanRequest request, StreamObserver<ScanBatch> to) {
      call = (ServerCallStreamObserver<ScanBatch>) to;
      call.setOnCancelHandler(() -> cancelled = true);
      call.setOnReadyHandler(() -> wanted++);
    }
  }

  private final Owner owner = new Owner();
  private final RowBatches rows = new RowBatches();
  private Server server;
  private ManagedChannel channel;

  @BeforeEach
  void open() throws Exception {
    String name = InProcessServerBuilder.generateName();
    server =
        InProcessServerBuilder.forName(name).directExecutor().addService(owner).build().start();
    channel = InProcessChannelBuilder.forName(name).directExecutor().build();
    RunShardsGrpc.newStub(channel).scan(ScanRequest.getDefaultInstance(), rows);
  }

  @AfterEach
  void close() throws InterruptedException {
    channel.shutdownNow();
    server.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
  }

  @Test
  void batchesComeOneByOneAndThenTheEnd() {
    CompletableFuture<List<PackedRun>> first = next();
    assertThat(first).isNotDone();
    owner.call.onNext(batch("a", "b"));
    assertThat(ids(first)).containsExactly("a", "b");

    CompletableFuture<List<PackedRun>> second = next();
    owner.call.onNext(batch("c"));
    owner.call.onCompleted();
    assertThat(ids(second)).containsExactly("c");
    assertThat(ids(next())).isEmpty();
    assertThat(ids(next())).as("the end stays").isEmpty();
  }

  @Test
  void nothingIsWantedBeforeItIsAskedFor() {
    assertThat(owner.call.isReady()).isFalse();
    CompletableFuture<List<PackedRun>> first = next();
    assertThat(owner.call.isReady()).as("one batch is wanted").isTrue();
    owner.call.onNext(batch("a"));
    assertThat(first).isDone();
    assertThat(owner.call.isReady()).as("and no second one").isFalse();
    assertThat(owner.wanted).isEqualTo(1);
  }

  @Test
  void aBatchSentTooEarlyWaitsForItsTurn() {
    owner.call.onNext(batch("a"));
    owner.call.onNext(batch("b"));
    owner.call.onCompleted();

    assertThat(ids(next())).containsExactly("a");
    assertThat(ids(next())).containsExactly("b");
    assertThat(ids(next())).isEmpty();
  }

  @Test
  void anEmptyBatchIsNotTakenForTheEnd() {
    CompletableFuture<List<PackedRun>> first = next();
    owner.call.onNext(ScanBatch.getDefaultInstance());
    assertThat(first).isNotDone();
    owner.call.onNext(batch("a"));
    assertThat(ids(first)).containsExactly("a");
  }

  @Test
  void anErrorBeforeAnybodyAskedIsToldToWhoeverAsks() {
    owner.call.onError(Status.UNAVAILABLE.withDescription("catching up").asException());

    for (int i = 0; i < 2; i++) {
      assertUnavailable(next(), "UNAVAILABLE: catching up");
    }
  }

  @Test
  void anErrorBetweenBatchesFailsTheOneAwaited() {
    CompletableFuture<List<PackedRun>> first = next();
    owner.call.onNext(batch("a"));
    CompletableFuture<List<PackedRun>> second = next();
    owner.call.onError(Status.DEADLINE_EXCEEDED.asException());

    assertThat(ids(first)).containsExactly("a");
    assertUnavailable(second, "DEADLINE_EXCEEDED");
  }

  @Test
  void aRowThatCannotBeReadFailsTheScanAndIsNotLeftOut() {
    CompletableFuture<List<PackedRun>> first = next();
    StoredRun unreadable = run("a").toBuilder().addParamKeys("without a value").build();
    owner.call.onNext(ScanBatch.newBuilder().addRows(row(unreadable)).build());
    assertUnavailable(first, "");
  }

  @Test
  void cancellingReachesTheOwnerAndWhoeverStillWaits() {
    CompletableFuture<List<PackedRun>> first = next();
    rows.cancel();

    assertThat(owner.cancelled).isTrue();
    assertUnavailable(first, "CANCELLED");
  }

  @Test
  void cancellingAfterTheEndOrTwiceDoesNothing() {
    owner.call.onCompleted();
    assertThat(ids(next())).isEmpty();
    rows.cancel();
    rows.cancel();

    assertThat(ids(next())).isEmpty();
  }

  private CompletableFuture<List<PackedRun>> next() {
    return rows.next().toCompletableFuture();
  }

  private static void assertUnavailable(CompletableFuture<List<PackedRun>> batch, String why) {
    assertThatThrownBy(() -> batch.orTimeout(10, TimeUnit.SECONDS).join())
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            TrackingException.class,
            told -> {
              assertThat(told.code()).isEqualTo(ErrorCode.TEMPORARILY_UNAVAILABLE);
              assertThat(told.getMessage()).contains(why);
            });
  }

  private static List<String> ids(CompletableFuture<List<PackedRun>> batch) {
    return batch.orTimeout(10, TimeUnit.SECONDS).join().stream()
        .map(run -> run.view().run().id().text())
        .toList();
  }

  private static StoredRun run(String id) {
    return StoredRun.newBuilder().setRunId(id).build();
  }

  private static ByteString row(StoredRun run) {
    return RunReply.newBuilder().setRun(run).build().toByteString();
  }

  private static ScanBatch batch(String... ids) {
    ScanBatch.Builder batch = ScanBatch.newBuilder();
    for (String id : ids) {
      batch.addRows(row(run(id)));
    }
    return batch.build();
  }
}
