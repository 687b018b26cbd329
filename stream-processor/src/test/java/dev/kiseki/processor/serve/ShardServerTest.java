package dev.kiseki.processor.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.run.MetricColumns;
import dev.kiseki.event.wire.RunEventCodec;
import dev.kiseki.processor.fold.Events;
import dev.kiseki.processor.fold.ExperimentStages;
import dev.kiseki.processor.fold.RunFold;
import dev.kiseki.processor.held.HeldPartition;
import dev.kiseki.processor.held.HeldPartitions;
import dev.kiseki.processor.held.HistoryRoom;
import dev.kiseki.processor.local.CurveChanges;
import dev.kiseki.processor.local.Promoted;
import dev.kiseki.processor.local.RunStateStore;
import dev.kiseki.processor.local.StoreAccess;
import dev.kiseki.processor.local.StoreLimits;
import dev.kiseki.processor.receipts.Collected;
import dev.kiseki.processor.receipts.ReceiptPublisher;
import dev.kiseki.processor.standby.LogRecord;
import dev.kiseki.processor.standby.RunLog;
import dev.kiseki.processor.standby.StandbyPartitions;
import dev.kiseki.store.chunk.StepRange;
import dev.kiseki.store.curve.CurveStretch;
import dev.kiseki.store.document.RunDocument;
import dev.kiseki.store.document.proto.StoredRejection;
import dev.kiseki.store.scan.OrderKey;
import dev.kiseki.store.scan.RunPredicate;
import dev.kiseki.store.scan.RunQuery;
import dev.kiseki.store.scan.RunQueryCodec;
import dev.kiseki.store.scan.ViewType;
import dev.kiseki.store.shard.AwayPartitions;
import dev.kiseki.store.shard.PackedRun;
import dev.kiseki.store.shard.PointsQuestion;
import dev.kiseki.store.shard.StretchCodec;
import dev.kiseki.store.shard.proto.GetRunRequest;
import dev.kiseki.store.shard.proto.PartitionPosition;
import dev.kiseki.store.shard.proto.PendingPointsReply;
import dev.kiseki.store.shard.proto.PendingPointsRequest;
import dev.kiseki.store.shard.proto.ReceiptsRequest;
import dev.kiseki.store.shard.proto.RejectionsRequest;
import dev.kiseki.store.shard.proto.RunReply;
import dev.kiseki.store.shard.proto.RunShardsGrpc;
import dev.kiseki.store.shard.proto.ScanBatch;
import dev.kiseki.store.shard.proto.ScanRequest;
import io.grpc.ManagedChannel;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.LongStream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardServerTest {
  /** Run-events whose records after the first ones are of the test's choice. */
  private final class Log implements RunLog {
    @Override
    public Ends ends(int partition) {
      return new Ends(logEnd.join(), changelogEnd);
    }

    @Override
    public List<LogRecord> read(int partition, long from, long to, long mostBytes) {
      return tail.stream()
          .filter(record -> record.offset() >= from && record.offset() < to)
          .toList();
    }
  }

  @TempDir Path directory;
  private final List<LogRecord> tail = new ArrayList<>();
  private long changelogEnd;
  private CompletableFuture<Long> logEnd = CompletableFuture.completedFuture(0L);
  private HeldPartitions partitions;
  private final StandbyPartitions standbys = new StandbyPartitions(new Log());
  private ReceiptPublisher receipts;
  private ShardServer server;
  private StoreAccess access;
  private RunStateStore store;
  private HeldPartition held;
  private ManagedChannel channel;
  private RunShardsGrpc.RunShardsBlockingStub shards;

  @BeforeEach
  void start() {
    partitions = new HeldPartitions(number -> logEnd);
    receipts = new ReceiptPublisher(partitions, new HistoryRoom(1_000));
    receipts.start();
    server = new ShardServer("127.0.0.1", 0, 2, partitions, standbys, receipts);
    access = new StoreAccess(directory, new ArrayList<>(), StoreLimits.DEFAULT, () -> 1_000);
    store = access.store();
    store.begin();
    channel =
        InProcessChannelBuilder.forName("kiseki-shards:" + server.port()).directExecutor().build();
    shards = RunShardsGrpc.newBlockingStub(channel);
  }

  @AfterEach
  void stop() {
    channel.shutdownNow();
    receipts.close();
    server.close();
    partitions.close();
    access.close();
  }

  private void hold() {
    held = partitions.hold(3, store.reader(), store.applied(), -1);
  }

  /** Folds an event the short way and tells it. */
  private void put(RunDocument run, MetricColumns points) {
    long offset = store.applied() + 1;
    if (points.size() > 0) {
      store.add(run.id(), offset, points);
    }
    store.put(run);
    store.applied(offset);
    held.applied(offset, -1, false);
  }

  private void refuse(RunId run) {
    long offset = store.applied() + 1;
    store.reject(
        StoredRejection.newBuilder()
            .setRunId(run.text())
            .setPartition(3)
            .setOffset(offset)
            .setCode(ErrorCode.RESOURCE_DOES_NOT_EXIST.number())
            .setMessage("no " + offset)
            .build());
    store.applied(offset);
    held.applied(offset, -1, true);
  }

  private RunDocument run(String id) {
    return RunFold.apply(
            Optional.empty(),
            ExperimentStages.NONE,
            Events.create(new RunId(id)),
            store.applied() + 1)
        .document()
        .orElseThrow();
  }

  private RunReply get(String id) {
    return shards.getRun(GetRunRequest.newBuilder().setPartition(3).setRunId(id).build());
  }

  private void commit() {
    access.flush();
    access.commit();
  }

  @Test
  void aPartitionIsUnavailableUntilItIsHereAndCaughtUp() {
    logEnd = new CompletableFuture<>();
    assertThatThrownBy(() -> get("a")).hasMessageContaining("UNAVAILABLE: partition 3 is not held");
    hold();
    put(run("a"), MetricColumns.EMPTY);
    assertThatThrownBy(() -> get("a")).hasMessageContaining("UNAVAILABLE: partition 3: the end");
    logEnd.complete(2L);
    assertThatThrownBy(() -> get("a")).hasMessageContaining("UNAVAILABLE: partition 3: applied 0");
    put(run("b"), MetricColumns.EMPTY);
    assertThat(get("a").getRun().getRunId()).isEqualTo("a");
    partitions.release(held);
    assertThatThrownBy(() -> get("a")).hasMessageContaining("UNAVAILABLE");
  }

  private void expect(long offset) {
    PartitionPosition position =
        PartitionPosition.newBuilder().setPartition(3).setOffset(offset).build();
    assertThat(shards.expect(position)).isNotNull();
  }

  @Test
  void readsWaitForAWriteThatWasAnsweredBeforeItWasJudged() {
    assertThatThrownBy(() -> expect(1)).hasMessageContaining("UNAVAILABLE: partition 3");
    hold();
    put(run("a"), MetricColumns.EMPTY);
    expect(1);
    var reads = Executors.newFixedThreadPool(3);
    try {
      List<CompletableFuture<Object>> answers =
          List.of(
              CompletableFuture.supplyAsync(() -> get("b").getRun().getRunId(), reads),
              CompletableFuture.supplyAsync(() -> ids(shards.scan(all().build())), reads),
              CompletableFuture.supplyAsync(() -> pending("b", "m").getStepsList(), reads));
      for (CompletableFuture<Object> answer : answers) {
        assertThatThrownBy(() -> answer.get(50, TimeUnit.MILLISECONDS))
            .isInstanceOf(TimeoutException.class);
      }
      put(run("b"), new MetricColumns.Builder().add("m", 7, 10, 0.5).build());
      assertThat(answers.stream().map(CompletableFuture::join).toList())
          .containsExactly("b", List.of("a", "b"), List.of(7L));
    } finally {
      reads.shutdown();
    }
  }

  @Test
  void aReadThatWouldMissAnAnsweredWriteIsUnavailable() {
    hold();
    put(run("a"), MetricColumns.EMPTY);
    expect(1);
    assertThatThrownBy(() -> get("a"))
        .hasMessageContaining("UNAVAILABLE: partitions [3]: the fold");
    assertThatThrownBy(() -> shards.scan(all().build()).hasNext())
        .satisfies(failure -> assertThat(AwayPartitions.in(failure)).containsExactly(3));
    put(run("b"), MetricColumns.EMPTY);
    assertThat(get("a").getRun().getRunId()).isEqualTo("a");
  }

  @Test
  void aRunIsReadBeforeAndAfterItsCommit() {
    hold();
    assertThatThrownBy(() -> get("a")).hasMessageContaining("NOT_FOUND");
    put(run("a"), MetricColumns.EMPTY);
    assertThat(get("a").getDeleted()).isFalse();
    commit();
    assertThat(get("a").getRun().getName()).isEqualTo("first");
  }

  @Test
  void pendingPointsAreThoseOfOneMetricOfOneRun() {
    hold();
    MetricColumns points =
        new MetricColumns.Builder().add("m", 1, 10, 0.5).add("n", 1, 10, 9).build();
    put(run("a"), points);
    put(run("ab"), points);
    commit();
    put(run("a"), new MetricColumns.Builder().add("m", 2, 11, 0.25).build());

    PendingPointsReply reply = pending("a", "m");
    assertThat(reply.getRunExists()).isTrue();
    assertThat(reply.getStepsList()).containsExactly(1L, 2L);
    assertThat(reply.getTimestampsList()).containsExactly(10L, 11L);
    assertThat(reply.getValuesList()).containsExactly(0.5, 0.25);
    assertThat(pending("a", "other").getStepsList()).isEmpty();
    assertThat(pending("nobody", "m").getRunExists()).isFalse();
  }

  @Test
  void anOnlyPointIsAnsweredFromTheDocument() {
    hold();
    RunDocument run = run("a");
    put(
        RunFold.apply(
                Optional.of(run),
                ExperimentStages.NONE,
                Events.metric(run.id(), "m", 3, 4, 0.5),
                run.appliedOffset() + 1)
            .document()
            .orElseThrow(),
        MetricColumns.EMPTY);

    assertThat(pending("a", "m").getStepsList()).containsExactly(3L);
    assertThat(pending("a", "m").getTimestampsList()).containsExactly(4L);
    assertThat(pending("a", "m").getValuesList()).containsExactly(0.5);
    assertThat(pending("a", "n").getStepsList()).isEmpty();
  }

  private RunDocument created(String id) {
    RunDocument run = run(id);
    put(run, MetricColumns.EMPTY);
    return run;
  }

  /** Folds points as the processor does. */
  private RunDocument log(RunDocument run, MetricColumns points) {
    var outcome =
        RunFold.apply(
            Optional.of(run),
            ExperimentStages.NONE,
            Events.metrics(run.id(), points),
            store.applied() + 1);
    put(outcome.document().orElseThrow(), outcome.history());
    return outcome.document().orElseThrow();
  }

  private static MetricColumns points(String key, int from, int to) {
    MetricColumns.Builder points = new MetricColumns.Builder();
    for (int i = from; i < to; i++) {
      points.add(key, i, 1_000 + i, i / 4.0);
    }
    return points.build();
  }

  /** As a write to the history store that was acknowledged. */
  private void promote(RunDocument run) {
    store
        .reader()
        .promoted(
            new Promoted(
                run.id(),
                run.appliedOffset(),
                List.copyOf(store.reader().committedPoints(run.id(), 1_000_000).keySet()),
                true,
                Optional.empty(),
                CurveChanges.NONE,
                () -> {}));
    commit();
  }

  @Test
  void nothingIsStoredElsewhereUntilPointsOfTheMetricWere() {
    hold();
    RunDocument run = log(created("a"), points("m", 0, 1));
    assertThat(pending("a", "m").getNothingStored()).as("an only point").isTrue();
    assertThat(pending("a", "other").getNothingStored()).isTrue();
    assertThat(pending("nobody", "m").getNothingStored()).isTrue();

    run = log(run, points("m", 1, 5));
    assertThat(pending("a", "m").getNothingStored()).as("before the commit").isTrue();
    commit();
    assertThat(pending("a", "m").getNothingStored()).as("after the commit").isTrue();
    run = log(run, points("m", 5, 8));
    assertThat(pending("a", "m").getStepsCount()).isEqualTo(8);
    assertThat(pending("a", "m").getNothingStored()).as("on both sides of it").isTrue();

    commit();
    promote(run);
    assertThat(pending("a", "m").getNothingStored()).as("all stored").isFalse();
    run = log(run, points("m", 8, 20));
    assertThat(pending("a", "m").getStepsCount()).isEqualTo(12);
    assertThat(pending("a", "m").getNothingStored()).as("more than are stored").isFalse();
    log(run, points("n", 0, 3));
    assertThat(pending("a", "n").getNothingStored()).as("another metric").isTrue();
  }

  @Test
  void pointsThatAreHereSeveralTimesStandForNoneThatIsStored() {
    hold();
    RunDocument run = log(created("a"), points("m", 0, 2));
    commit();
    promote(run);
    for (int i = 0; i < 5; i++) {
      MetricColumns.Builder again = new MetricColumns.Builder();
      run = log(run, again.add("m", 1, 1_001, 0.25).add("x" + i, 1, 1, 1).build());
    }
    assertThat(pending("a", "m").getStepsCount()).isEqualTo(5);
    assertThat(pending("a", "m").getNothingStored()).isFalse();

    RunDocument other = log(created("b"), points("m", 0, 4));
    MetricColumns.Builder again = new MetricColumns.Builder();
    log(other, again.add("m", 3, 1_003, 0.75).add("x", 1, 1, 1).build());
    assertThat(pending("b", "m").getStepsCount()).isEqualTo(5);
    assertThat(pending("b", "m").getNothingStored()).as("one of them twice").isTrue();
  }

  @Test
  void morePointsThanOneMessageTakesComeInSeveral() {
    hold();
    log(created("a"), points("m", 0, 250_001));
    List<PendingPointsReply> messages = pendingMessages("a", "m");
    assertThat(messages).hasSize(3).allMatch(PendingPointsReply::getNothingStored);
    assertThat(messages.stream().flatMap(message -> message.getStepsList().stream()))
        .containsExactlyElementsOf(LongStream.range(0, 250_001).boxed().toList());
  }

  @Test
  void aRangeOfALongCurveComesInBucketsWithoutThePointsAtItsEnds() {
    hold();
    log(created("a"), points("m", 0, 40_000));
    StepRange steps = new StepRange(1_000, 30_000);
    PendingPointsReply reply =
        shards
            .pendingPoints(
                PointsQuestion.sample(new RunId("a"), "m", steps, 16_384, 100).toProto(3))
            .next();
    assertThat(reply.getStepsCount()).isZero();
    CurveStretch stretch = StretchCodec.fromProto(reply.getStretch());
    // Buckets of 64 points, put together while 200 are left.
    assertThat(stretch.covered()).isEqualTo(new StepRange(1_024, 29_951));
    assertThat(stretch.outline().until()).endsWith(28_928);
    assertThat(stretch.within()).isEqualTo(29_056);
    assertThat(stretch.outline().points().step(0)).isEqualTo(1_024);
  }

  private List<PendingPointsReply> pendingMessages(String run, String key) {
    List<PendingPointsReply> messages = new ArrayList<>();
    shards
        .pendingPoints(
            PendingPointsRequest.newBuilder()
                .setPartition(3)
                .setRunId(run)
                .setMetricKey(key)
                .build())
        .forEachRemaining(messages::add);
    return messages;
  }

  private PendingPointsReply pending(String run, String key) {
    List<PendingPointsReply> replies = pendingMessages(run, key);
    assertThat(replies).hasSize(1);
    return replies.get(0);
  }

  @Test
  void aScanSendsTheFirstRowsInOrderOfChangedAndStoredRuns() {
    hold();
    for (int i = 0; i < 500; i++) {
      put(run("r%03d".formatted(i)), MetricColumns.EMPTY);
      if (i == 300) {
        commit();
      }
    }
    RunQuery query =
        new RunQuery(
            Set.of(Events.EXPERIMENT),
            ViewType.ACTIVE_ONLY,
            new RunPredicate.AllOf(List.of()),
            List.<OrderKey>of(),
            Optional.empty());
    assertThat(scan(query, 400))
        .hasSize(400)
        .startsWith("r000", "r001")
        .endsWith("r398", "r399")
        .isSorted();
    RunQuery elsewhere =
        new RunQuery(
            Set.of(new ExperimentId(99)),
            ViewType.ALL,
            new RunPredicate.AllOf(List.of()),
            List.<OrderKey>of(),
            Optional.empty());
    assertThat(scan(elsewhere, 10)).isEmpty();
  }

  @Test
  void aStandbyAnswersAScanWithWhatIsOnTheLogOnlyAndOnlyWhoAllowsIt() {
    hold();
    put(run("a"), MetricColumns.EMPTY);
    commit();
    partitions.release(held);
    standbys.opened(3, store.reader());
    standbys.onUpdateStart(new TopicPartition("changelog", 3), "runs", 10);
    changelogEnd = 10;
    logEnd = CompletableFuture.completedFuture(2L);
    tail.add(new LogRecord(1, RunEventCodec.encode(Events.create(new RunId("b")))));

    assertThat(ids(shards.scan(all().setStandby(true).build()))).containsExactly("a", "b");
    assertThatThrownBy(() -> shards.scan(all().build()).hasNext())
        .hasMessageContaining("UNAVAILABLE: partition 3 is not held");
    assertThatThrownBy(() -> get("a")).hasMessageContaining("UNAVAILABLE");
    changelogEnd = 11;
    assertThatThrownBy(() -> shards.scan(all().setStandby(true).build()).hasNext())
        .hasMessageContaining("UNAVAILABLE: partition 3: its standby is 1 records behind")
        .satisfies(failure -> assertThat(AwayPartitions.in(failure)).containsExactly(3));
  }

  @Test
  void aScanThatIsRefusedNamesThePartitionsThatAreAway() {
    hold();
    put(run("a"), MetricColumns.EMPTY);
    ScanRequest request = all().addPartitions(4).addPartitions(7).setStandby(true).build();
    assertThatThrownBy(() -> shards.scan(request).hasNext())
        .hasMessageContaining("partition 4 is not held here; partition 7 is not held here")
        .satisfies(failure -> assertThat(AwayPartitions.in(failure)).containsExactly(4, 7));
  }

  private static ScanRequest.Builder all() {
    RunQuery query =
        new RunQuery(
            Set.of(Events.EXPERIMENT),
            ViewType.ALL,
            new RunPredicate.AllOf(List.of()),
            List.<OrderKey>of(),
            Optional.empty());
    return ScanRequest.newBuilder()
        .addPartitions(3)
        .setQuery(ByteString.copyFrom(RunQueryCodec.encode(query)))
        .setLimit(100);
  }

  private List<String> scan(RunQuery query, int limit) {
    return ids(
        shards.scan(
            ScanRequest.newBuilder()
                .addPartitions(3)
                .setQuery(ByteString.copyFrom(RunQueryCodec.encode(query)))
                .setLimit(limit)
                .build()));
  }

  private static List<String> ids(Iterator<ScanBatch> batches) {
    List<String> ids = new ArrayList<>();
    batches.forEachRemaining(
        batch ->
            batch
                .getRowsList()
                .forEach(
                    row -> ids.add(PackedRun.of(row.toByteArray()).text(PackedRun.Texts.RUN_ID))));
    return ids;
  }

  @Test
  void aScanThatMakesNoSenseIsAnInvalidArgument() {
    hold();
    ScanRequest noLimit = ScanRequest.newBuilder().addPartitions(3).build();
    assertThatThrownBy(() -> shards.scan(noLimit).hasNext()).hasMessageContaining("limit below 1");
    ScanRequest damaged =
        noLimit.toBuilder().setLimit(1).setQuery(ByteString.copyFromUtf8("?")).build();
    assertThatThrownBy(() -> shards.scan(damaged).hasNext())
        .hasMessageContaining("INVALID_ARGUMENT");
    ScanRequest away = noLimit.toBuilder().setLimit(1).addPartitions(4).build();
    assertThatThrownBy(() -> shards.scan(away).hasNext()).hasMessageContaining("UNAVAILABLE");
  }

  @Test
  void refusalsOfARunAreListedOldestFirst() {
    hold();
    refuse(new RunId("a"));
    commit();
    refuse(new RunId("b"));
    refuse(new RunId("a"));
    assertThat(
            shards
                .rejections(RejectionsRequest.newBuilder().setPartition(3).setRunId("a").build())
                .getRejectionsList())
        .extracting(StoredRejection::getOffset)
        .containsExactly(0L, 2L);
  }

  @Test
  void aSubscriberHearsWhatIsAppliedAndWhatWasRefusedSinceItWaits() throws Exception {
    hold();
    refuse(new RunId("a"));
    refuse(new RunId("a"));
    commit();
    put(run("b"), MetricColumns.EMPTY);
    Collected all = subscribe(channel, ReceiptsRequest.getDefaultInstance());
    Collected waiting =
        subscribe(
            channel,
            ReceiptsRequest.newBuilder()
                .addWaitingFrom(PartitionPosition.newBuilder().setPartition(3).setOffset(1))
                .build());
    waiting.await(() -> waiting.applied(3) == 2);
    all.await(() -> all.applied(3) == 2);
    assertThat(waiting.refused()).containsExactly(1L);
    assertThat(all.refused()).isEmpty();

    refuse(new RunId("c"));
    waiting.await(() -> waiting.applied(3) == 3);
    all.await(() -> all.applied(3) == 3);
    assertThat(waiting.refused()).containsExactly(1L, 3L);
    assertThat(all.refused()).containsExactly(3L);
  }

  @Test
  void moreRefusalsThanFitInOneMessageAreAllTold() throws Exception {
    hold();
    for (int i = 0; i < 1_001; i++) {
      refuse(new RunId("a"));
    }
    Collected waiting =
        subscribe(
            channel,
            ReceiptsRequest.newBuilder()
                .addWaitingFrom(PartitionPosition.newBuilder().setPartition(3))
                .build());
    waiting.await(() -> waiting.applied(3) == 1_000);
    assertThat(waiting.refused()).hasSize(1_001);
  }

  @Test
  void aPartitionThatComesLaterBringsItsRefusals() throws Exception {
    Collected early = subscribe(channel, ReceiptsRequest.getDefaultInstance());
    early.await(() -> early.batches() > 0);
    long offset = store.applied() + 1;
    store.reject(StoredRejection.newBuilder().setRunId("a").setOffset(offset).build());
    store.applied(offset);
    hold();
    early.await(() -> early.applied(3) == 0);
    assertThat(early.refused()).containsExactly(0L);
  }

  @Test
  void writersAreToldWhenThereIsNoRoomForPointsAndWhenThereIsAgain() throws Exception {
    hold();
    Collected writer = subscribe(channel, ReceiptsRequest.getDefaultInstance());
    RunDocument few = log(created("a"), points("m", 0, 40));
    RunDocument more = log(created("b"), points("m", 0, 20));
    commit();
    writer.await(() -> writer.applied(3) == 3);
    assertThat(writer.full(3)).isFalse();

    log(more, points("m", 20, 50));
    commit();
    writer.await(() -> writer.full(3));
    Collected later = subscribe(channel, ReceiptsRequest.getDefaultInstance());
    later.await(() -> later.full(3));

    promote(few);
    writer.await(() -> !writer.full(3));
    later.await(() -> !later.full(3));
  }

  @Test
  void overASocketItIsTheSame() throws Exception {
    ManagedChannel socket =
        NettyChannelBuilder.forAddress("127.0.0.1", server.port()).usePlaintext().build();
    try {
      hold();
      Collected waiting = subscribe(socket, ReceiptsRequest.getDefaultInstance());
      put(run("a"), MetricColumns.EMPTY);
      waiting.await(() -> waiting.applied(3) == 0);
      receipts.close();
      waiting.await(waiting::ended);
    } finally {
      socket.shutdownNow();
    }
  }

  private static Collected subscribe(ManagedChannel over, ReceiptsRequest request) {
    Collected collected = new Collected();
    RunShardsGrpc.newStub(over).receipts(request, collected);
    return collected;
  }
}
