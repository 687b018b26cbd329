package dev.kiseki.transport.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.store.document.proto.StoredRun;
import dev.kiseki.store.shard.AwayPartitions;
import dev.kiseki.store.shard.proto.RunReply;
import dev.kiseki.store.shard.proto.RunShardsGrpc;
import dev.kiseki.store.shard.proto.ScanBatch;
import dev.kiseki.store.shard.proto.ScanRequest;
import dev.kiseki.transport.owner.Endpoint;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Over real gRPC servers of this process, on one thread. A partition has one run, named after it.
 */
class OwnerScanTest {
  /** A processor. */
  private static final class Shard extends RunShardsGrpc.RunShardsImplBase {
    final Set<Integer> has = new HashSet<>();
    final List<List<Integer>> asked = new ArrayList<>();
    Status fails;
    boolean silent;
    boolean cancelled;

    @Override
    public void scan(ScanRequest request, StreamObserver<ScanBatch> to) {
      asked.add(request.getPartitionsList());
      ((ServerCallStreamObserver<ScanBatch>) to).setOnCancelHandler(() -> cancelled = true);
      List<Integer> away = new ArrayList<>(request.getPartitionsList());
      away.removeAll(has);
      if (silent) {
        return;
      }
      if (!away.isEmpty()) {
        to.onError(AwayPartitions.unavailable(away, "away: " + away));
        return;
      }
      ScanBatch.Builder rows = ScanBatch.newBuilder();
      for (int partition : request.getPartitionsList()) {
        StoredRun run = StoredRun.newBuilder().setRunId("run " + partition).build();
        rows.addRows(RunReply.newBuilder().setRun(run).build().toByteString());
      }
      to.onNext(rows.build());
      if (fails == null) {
        to.onCompleted();
      } else {
        to.onError(fails.asRuntimeException());
      }
    }
  }

  private final Map<Endpoint, Shard> shards = new HashMap<>();
  private final Map<Integer, List<Endpoint>> candidates = new HashMap<>();
  private final List<Server> servers = new ArrayList<>();
  private final Map<Endpoint, ManagedChannel> channels = new HashMap<>();

  private final Endpoint owner = new Endpoint("owner", 1);
  private final Endpoint one = new Endpoint("one", 1);
  private final Endpoint two = new Endpoint("two", 1);

  @AfterEach
  void close() throws InterruptedException {
    channels.values().forEach(ManagedChannel::shutdownNow);
    for (Server server : servers) {
      server.shutdownNow().awaitTermination(10, TimeUnit.SECONDS);
    }
  }

  private Shard shard(Endpoint endpoint, Integer... partitions) {
    Shard shard = new Shard();
    shard.has.addAll(List.of(partitions));
    shards.put(endpoint, shard);
    try {
      servers.add(
          InProcessServerBuilder.forName(name(endpoint))
              .directExecutor()
              .addService(shard)
              .build()
              .start());
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return shard;
  }

  private String name(Endpoint endpoint) {
    return endpoint + "@" + System.identityHashCode(this);
  }

  private RowBatches open(Endpoint endpoint, List<Integer> partitions) {
    ManagedChannel channel =
        channels.computeIfAbsent(
            endpoint, name -> InProcessChannelBuilder.forName(name(name)).directExecutor().build());
    RowBatches rows = new RowBatches();
    RunShardsGrpc.newStub(channel)
        .scan(ScanRequest.newBuilder().addAllPartitions(partitions).build(), rows);
    return rows;
  }

  private OwnerScan<RowBatches> scan(Integer... partitions) {
    OwnerScan<RowBatches> scan =
        new OwnerScan<>(this::open, number -> candidates.getOrDefault(number, List.of()));
    scan.begin(owner, List.of(partitions));
    return scan;
  }

  private static List<String> rows(OwnerScan<RowBatches> scan) {
    List<String> ids = new ArrayList<>();
    for (RowBatches stream : join(scan.streams())) {
      var batch = join(stream.next());
      while (!batch.isEmpty()) {
        batch.forEach(run -> ids.add(run.view().run().id().text()));
        batch = join(stream.next());
      }
    }
    return ids;
  }

  private static <T> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
  }

  private static void assertUnavailable(OwnerScan<RowBatches> scan, String why) {
    assertThatThrownBy(() -> rows(scan))
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            TrackingException.class,
            told -> {
              assertThat(told.code()).isEqualTo(ErrorCode.TEMPORARILY_UNAVAILABLE);
              assertThat(told.getMessage()).contains(why);
            });
  }

  @Test
  void anOwnerThatAnswersIsAskedAlone() {
    shard(owner, 0, 1);
    Shard standby = shard(one, 0, 1);
    candidates.put(0, List.of(owner, one));
    assertThat(rows(scan(0, 1))).containsExactly("run 0", "run 1");
    assertThat(standby.asked).isEmpty();
  }

  @Test
  void whenItsProcessIsGoneEachPartitionIsAskedOfItsStandbyGroupedByWhere() {
    Shard first = shard(one, 0, 2);
    Shard second = shard(two, 1);
    candidates.put(0, List.of(owner, one));
    candidates.put(1, List.of(owner, two));
    candidates.put(2, List.of(owner, one));
    assertThat(rows(scan(0, 1, 2))).containsExactlyInAnyOrder("run 0", "run 1", "run 2");
    assertThat(first.asked).containsExactly(List.of(0, 2));
    assertThat(second.asked).containsExactly(List.of(1));
  }

  @Test
  void onlyPartitionsThatItSaysAreAwayAreAskedElsewhere() {
    Shard still = shard(owner, 0, 2);
    Shard standby = shard(one, 0, 1, 2);
    candidates.put(1, List.of(owner, one));
    assertThat(rows(scan(0, 1, 2))).containsExactlyInAnyOrder("run 0", "run 1", "run 2");
    assertThat(still.asked).containsExactly(List.of(0, 1, 2), List.of(0, 2));
    assertThat(standby.asked).containsExactly(List.of(1));
  }

  @Test
  void aStandbyThatIsAwayTooIsReplacedByTheNext() {
    shard(one);
    shard(two, 0);
    candidates.put(0, List.of(owner, one, two));
    assertThat(rows(scan(0))).containsExactly("run 0");
  }

  @Test
  void nobodyIsAskedTwiceForAPartitionHeDoesNotHave() {
    Shard held = shard(owner);
    Shard standby = shard(one);
    candidates.put(0, List.of(owner, one));
    assertUnavailable(scan(0), "away: [0]");
    assertThat(held.asked).hasSize(1);
    assertThat(standby.asked).hasSize(1);
  }

  @Test
  void withoutAStandbyForOneOfThemThereIsNoAnswerAtAll() {
    shard(one, 0);
    candidates.put(0, List.of(one));
    assertUnavailable(scan(0, 1), "UNAVAILABLE");
  }

  @Test
  void aFailureAfterTheFirstRowsFailsTheScan() {
    shard(owner, 0).fails = Status.UNAVAILABLE;
    Shard standby = shard(one, 0);
    candidates.put(0, List.of(one));
    assertUnavailable(scan(0), "UNAVAILABLE");
    assertThat(standby.asked).isEmpty();
  }

  @Test
  void aSearchThatWasRefusedForWhatItIsIsNotPutToAnybodyElse() {
    Shard standby = shard(one, 0);
    shard(owner).silent = true;
    candidates.put(0, List.of(one));
    OwnerScan<RowBatches> scan = scan(0);
    scan.cancel();
    assertUnavailable(scan, "CANCELLED");
    assertThat(shards.get(owner).cancelled).isTrue();
    assertThat(standby.asked).isEmpty();
  }

  @Test
  void oneThatFailsIsNotHiddenByOneThatIsSlow() {
    shard(one).silent = true;
    candidates.put(0, List.of(one));
    candidates.put(1, List.of(two));
    assertUnavailable(scan(0, 1), "UNAVAILABLE");
  }
}
