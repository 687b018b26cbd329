package dev.kiseki.transport.shard;

import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.topic.RunPartition;
import dev.kiseki.store.document.RunView;
import dev.kiseki.store.document.proto.StoredRejection;
import dev.kiseki.store.shard.PointsQuestion;
import dev.kiseki.store.shard.RunReplies;
import dev.kiseki.store.shard.proto.GetRunRequest;
import dev.kiseki.store.shard.proto.PendingPointsReply;
import dev.kiseki.store.shard.proto.PendingPointsRequest;
import dev.kiseki.store.shard.proto.RejectionsRequest;
import dev.kiseki.store.shard.proto.RunShardsGrpc;
import dev.kiseki.transport.owner.Endpoint;
import dev.kiseki.transport.owner.OwnerDirectory;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * Questions about one run, put to the processor that owns its partition. Each is one round trip and
 * never blocks.
 */
@Singleton
public final class ShardClient {
  private static final long DEADLINE_SECONDS = 10;

  private final OwnerDirectory owners;
  private final ShardChannels channels;

  public ShardClient(OwnerDirectory owners, ShardChannels channels) {
    this.owners = owners;
    this.channels = channels;
  }

  /** The run with everything acknowledged before the call; empty when no run has the id. */
  public CompletionStage<Optional<RunView>> run(RunId run) {
    int partition = partition(run);
    GetRunRequest request =
        GetRunRequest.newBuilder().setPartition(partition).setRunId(run.text()).build();
    return ShardClient.<dev.kiseki.store.shard.proto.RunReply>one(
            observer -> stub(partition).getRun(request, observer))
        .thenApply(reply -> Optional.of(RunReplies.fromProto(reply)))
        .exceptionally(ShardClient::absentOrUnavailable);
  }

  /**
   * Points of a metric that did not reach Cassandra yet. Ask before Cassandra is asked: points move
   * only that way.
   *
   * @return at least one message, all with the same flags
   */
  public CompletionStage<List<PendingPointsReply>> pendingPoints(PointsQuestion question) {
    int partition = partition(question.run());
    PendingPointsRequest request = question.toProto(partition);
    AllMessages<PendingPointsReply> messages = new AllMessages<>();
    try {
      stub(partition).pendingPoints(request, messages);
    } catch (TrackingException refused) {
      messages.onError(refused);
    }
    return messages
        .all()
        .exceptionally(
            failure -> {
              throw unavailable(failure);
            });
  }

  /** Refused writes to a run, oldest first. */
  public CompletionStage<List<StoredRejection>> rejections(RunId run) {
    int partition = partition(run);
    RejectionsRequest request =
        RejectionsRequest.newBuilder().setPartition(partition).setRunId(run.text()).build();
    return ShardClient.<dev.kiseki.store.shard.proto.RejectionsReply>one(
            observer -> stub(partition).rejections(request, observer))
        .thenApply(reply -> reply.getRejectionsList())
        .exceptionally(
            failure -> {
              throw unavailable(failure);
            });
  }

  /** The partition of a run; fails when Kafka was never seen, or the log is not in use. */
  public int partition(RunId run) {
    return RunPartition.of(run, owners.requirePartitions());
  }

  private RunShardsGrpc.RunShardsStub stub(int partition) {
    Endpoint owner = owners.requireOwner(partition);
    return RunShardsGrpc.newStub(channels.to(owner))
        .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  private static Optional<RunView> absentOrUnavailable(Throwable failure) {
    if (cause(failure) instanceof StatusRuntimeException status
        && status.getStatus().getCode() == Status.Code.NOT_FOUND) {
      return Optional.empty();
    }
    throw unavailable(failure);
  }

  static TrackingException unavailable(Throwable failure) {
    Throwable cause = cause(failure);
    if (cause instanceof TrackingException already) {
      return already;
    }
    if (cause instanceof StatusRuntimeException spent
        && spent.getStatus().getCode() == Status.Code.OUT_OF_RANGE) {
      return new TrackingException(ErrorCode.BAD_REQUEST, spent.getStatus().getDescription());
    }
    String why =
        cause instanceof StatusRuntimeException status
            ? status.getStatus().getCode() + reason(status)
            : cause.getClass().getSimpleName();
    return TrackingException.unavailable(
        "The run's stream-processor does not answer at the moment ("
            + why
            + "). Repeat the request.");
  }

  private static String reason(StatusRuntimeException status) {
    String description = status.getStatus().getDescription();
    return description == null ? "" : ": " + description;
  }

  private static Throwable cause(Throwable failure) {
    return failure instanceof java.util.concurrent.CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  static <T> CompletableFuture<T> one(java.util.function.Consumer<StreamObserver<T>> call) {
    CompletableFuture<T> answer = new CompletableFuture<>();
    try {
      call.accept(
          new One<>(
              (reply, failure) -> {
                if (failure == null) {
                  answer.complete(reply);
                } else {
                  answer.completeExceptionally(failure);
                }
              }));
    } catch (TrackingException refused) {
      answer.completeExceptionally(refused);
    }
    return answer;
  }

  /** Hands on the one message of a unary call. */
  private record One<T>(BiConsumer<T, Throwable> then) implements StreamObserver<T> {
    @Override
    public void onNext(T reply) {
      then.accept(reply, null);
    }

    @Override
    public void onError(Throwable failure) {
      then.accept(null, failure);
    }

    @Override
    public void onCompleted() {}
  }
}
