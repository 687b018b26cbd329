package dev.kiseki.processor.serve;

import dev.kiseki.event.id.RunId;
import dev.kiseki.processor.local.RunStateReader;
import dev.kiseki.processor.receipts.ReceiptPublisher;
import dev.kiseki.processor.search.DatasetJoin;
import dev.kiseki.store.shard.PointsQuestion;
import dev.kiseki.store.shard.RunReplies;
import dev.kiseki.store.shard.proto.AliveReply;
import dev.kiseki.store.shard.proto.AliveRequest;
import dev.kiseki.store.shard.proto.DatasetsReply;
import dev.kiseki.store.shard.proto.DatasetsRequest;
import dev.kiseki.store.shard.proto.Expected;
import dev.kiseki.store.shard.proto.ExplainReply;
import dev.kiseki.store.shard.proto.GetRunRequest;
import dev.kiseki.store.shard.proto.PartitionPosition;
import dev.kiseki.store.shard.proto.PendingPointsReply;
import dev.kiseki.store.shard.proto.PendingPointsRequest;
import dev.kiseki.store.shard.proto.ReceiptBatch;
import dev.kiseki.store.shard.proto.ReceiptsRequest;
import dev.kiseki.store.shard.proto.RejectionsReply;
import dev.kiseki.store.shard.proto.RejectionsRequest;
import dev.kiseki.store.shard.proto.RunReply;
import dev.kiseki.store.shard.proto.RunShardsGrpc;
import dev.kiseki.store.shard.proto.ScanBatch;
import dev.kiseki.store.shard.proto.ScanRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The methods of {@code RunShards}; each described in {@code kiseki-shards.proto}. */
final class RunShardsService extends RunShardsGrpc.RunShardsImplBase {
  private static final Logger log = LoggerFactory.getLogger(RunShardsService.class);

  private final ServedPartitions partitions;
  private final ReceiptPublisher receipts;
  private final Executor reads;
  private final Executor scans;

  /**
   * Calls may arrive on a thread that must not wait.
   *
   * @param reads looks up single runs
   * @param scans runs searches, which take long
   */
  RunShardsService(
      ServedPartitions partitions, ReceiptPublisher receipts, Executor reads, Executor scans) {
    this.partitions = partitions;
    this.receipts = receipts;
    this.reads = reads;
    this.scans = scans;
  }

  @Override
  public void receipts(ReceiptsRequest request, StreamObserver<ReceiptBatch> to) {
    receipts.subscribe(request, (ServerCallStreamObserver<ReceiptBatch>) to);
  }

  @Override
  public void alive(AliveRequest request, StreamObserver<AliveReply> to) {
    to.onNext(AliveReply.getDefaultInstance());
    to.onCompleted();
  }

  @Override
  public void expect(PartitionPosition position, StreamObserver<Expected> to) {
    answerHere(
        to,
        () -> {
          partitions.expect(position.getPartition(), position.getOffset());
          return Expected.getDefaultInstance();
        });
  }

  @Override
  public void getRun(GetRunRequest request, StreamObserver<RunReply> to) {
    answer(
        to,
        request.getPartition(),
        () -> {
          RunStateReader reader = partitions.owned(request.getPartition());
          return reader
              .run(new RunId(request.getRunId()))
              .map(run -> RunReplies.toProto(new DatasetJoin(reader).of(run)))
              .orElseThrow(
                  () ->
                      Status.NOT_FOUND
                          .withDescription("no run " + request.getRunId())
                          .asRuntimeException());
        });
  }

  @Override
  public void pendingPoints(PendingPointsRequest request, StreamObserver<PendingPointsReply> to) {
    ServerCallStreamObserver<PendingPointsReply> stream =
        (ServerCallStreamObserver<PendingPointsReply>) to;
    ReadyAgain ready = ReadyAgain.of(stream);
    whenPassed(
        List.of(request.getPartition()),
        to,
        reads,
        () -> {
          try {
            RunStateReader reader = partitions.owned(request.getPartition());
            MetricPoints points = MetricPoints.of(reader, PointsQuestion.fromProto(request));
            PointStream.send(points, stream, ready);
          } catch (RuntimeException failure) {
            stream.onError(status(failure));
          }
        });
  }

  @Override
  public void rejections(RejectionsRequest request, StreamObserver<RejectionsReply> to) {
    answer(
        to,
        request.getPartition(),
        () ->
            RejectionsReply.newBuilder()
                .addAllRejections(
                    partitions
                        .owned(request.getPartition())
                        .rejectionsOf(new RunId(request.getRunId())))
                .build());
  }

  @Override
  public void scan(ScanRequest request, StreamObserver<ScanBatch> to) {
    ServerCallStreamObserver<ScanBatch> stream = (ServerCallStreamObserver<ScanBatch>) to;
    ReadyAgain ready = ReadyAgain.of(stream);
    whenPassed(request.getPartitionsList(), to, scans, () -> scan(request, stream, ready));
  }

  private void scan(
      ScanRequest request, ServerCallStreamObserver<ScanBatch> stream, ReadyAgain ready) {
    try {
      Map<Integer, ServedPartitions.Runs> asked = asked(request);
      ShardScan scan = new ShardScan(request, stream::isCancelled);
      scan.run(asked);
      RowStream.send(scan.rows(), stream, ready);
    } catch (RuntimeException failure) {
      stream.onError(status(failure));
    }
  }

  @Override
  public void explain(ScanRequest request, StreamObserver<ExplainReply> to) {
    ServerCallStreamObserver<ExplainReply> call = (ServerCallStreamObserver<ExplainReply>) to;
    whenPassed(
        request.getPartitionsList(),
        to,
        scans,
        () ->
            answerHere(
                to,
                () -> {
                  ShardScan scan = new ShardScan(request, call::isCancelled);
                  scan.run(asked(request));
                  return scan.explanation();
                }));
  }

  @Override
  public void datasets(DatasetsRequest request, StreamObserver<DatasetsReply> to) {
    whenPassed(
        request.getPartitionsList(),
        to,
        scans,
        () ->
            answerHere(
                to,
                () ->
                    DatasetUses.of(
                        request,
                        partitions.of(request.getPartitionsList(), request.getStandby()))));
  }

  private Map<Integer, ServedPartitions.Runs> asked(ScanRequest request) {
    return partitions.of(request.getPartitionsList(), request.getStandby());
  }

  private <T> void answer(StreamObserver<T> to, int partition, Supplier<T> question) {
    whenPassed(List.of(partition), to, reads, () -> answerHere(to, question));
  }

  /** Runs the work once nothing that was acknowledged before can be missing. */
  private void whenPassed(
      List<Integer> asked, StreamObserver<?> to, Executor threads, Runnable work) {
    var unused =
        partitions
            .passed(asked)
            .whenComplete(
                (passed, late) -> {
                  if (late == null) {
                    threads.execute(work);
                  } else {
                    to.onError(status(late));
                  }
                });
  }

  private static <T> void answerHere(StreamObserver<T> to, Supplier<T> question) {
    T reply;
    try {
      reply = question.get();
    } catch (RuntimeException failure) {
      to.onError(status(failure));
      return;
    }
    to.onNext(reply);
    to.onCompleted();
  }

  /** A state that was closed meanwhile is a partition that left; the caller asks elsewhere. */
  private static StatusRuntimeException status(Throwable thrown) {
    Throwable failure = thrown instanceof CompletionException ? thrown.getCause() : thrown;
    if (failure instanceof StatusRuntimeException status) {
      return status;
    }
    if (failure instanceof IllegalStateException) {
      log.debug("a read met a closed state", failure);
      return Status.UNAVAILABLE.withDescription(failure.getMessage()).asRuntimeException();
    }
    log.error("a read failed", failure);
    return Status.INTERNAL.withDescription(failure.toString()).asRuntimeException();
  }
}
