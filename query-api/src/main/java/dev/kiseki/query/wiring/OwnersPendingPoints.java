package dev.kiseki.query.wiring;

import dev.kiseki.query.history.HeldPoints;
import dev.kiseki.query.history.PendingPoints;
import dev.kiseki.store.chunk.Points;
import dev.kiseki.store.shard.PointsQuestion;
import dev.kiseki.store.shard.StretchCodec;
import dev.kiseki.store.shard.proto.PendingPointsReply;
import dev.kiseki.transport.shard.ShardClient;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Points that the run's owner has not handed to Cassandra yet. */
@Singleton
final class OwnersPendingPoints implements PendingPoints {
  private final ShardClient shards;

  OwnersPendingPoints(ShardClient shards) {
    this.shards = shards;
  }

  @Override
  public CompletionStage<HeldPoints> pending(PointsQuestion question) {
    return shards.pendingPoints(question).thenApply(OwnersPendingPoints::held);
  }

  private static HeldPoints held(List<PendingPointsReply> replies) {
    PendingPointsReply first = replies.get(0);
    return new HeldPoints(
        Points.joined(replies.stream().map(OwnersPendingPoints::points).toList()),
        first.getTotalPoints(),
        first.getNothingStored(),
        first.getMore(),
        first.getOutlinedPoints(),
        first.getSampled(),
        first.hasStretch()
            ? Optional.of(StretchCodec.fromProto(first.getStretch()))
            : Optional.empty());
  }

  private static Points points(PendingPointsReply reply) {
    int size = reply.getStepsCount();
    long[] steps = new long[size];
    long[] timestamps = new long[size];
    double[] values = new double[size];
    for (int i = 0; i < size; i++) {
      steps[i] = reply.getSteps(i);
      timestamps[i] = reply.getTimestamps(i);
      values[i] = reply.getValues(i);
    }
    return new Points(steps, timestamps, values);
  }
}
