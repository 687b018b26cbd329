package dev.kiseki.processor.serve;

import dev.kiseki.store.chunk.Points;
import dev.kiseki.store.shard.StretchCodec;
import dev.kiseki.store.shard.proto.PendingPointsReply;
import io.grpc.stub.ServerCallStreamObserver;

/** Sends points in messages of a few megabytes at most, as fast as the reader takes them. */
final class PointStream {
  private static final int POINTS_A_MESSAGE = 100_000;

  private final MetricPoints found;
  private final ServerCallStreamObserver<PendingPointsReply> to;
  private int next;
  private boolean done;

  private PointStream(MetricPoints found, ServerCallStreamObserver<PendingPointsReply> to) {
    this.found = found;
    this.to = to;
  }

  /**
   * @param ready told, before this call, whenever the reader takes more
   */
  static void send(
      MetricPoints found, ServerCallStreamObserver<PendingPointsReply> to, ReadyAgain ready) {
    PointStream stream = new PointStream(found, to);
    ready.then(stream::push);
    stream.push();
  }

  /** Also called from within itself: a reader of this process takes a message while it is sent. */
  private synchronized void push() {
    while (!done && !to.isCancelled() && to.isReady()) {
      PendingPointsReply message = message();
      // Before it is sent: sending may come back here.
      boolean last = next == found.points().size();
      done = last;
      to.onNext(message);
      if (last) {
        to.onCompleted();
      }
    }
  }

  private PendingPointsReply message() {
    Points points = found.points();
    PendingPointsReply.Builder message =
        PendingPointsReply.newBuilder()
            .setRunExists(found.runExists())
            .setNothingStored(found.whole())
            .setTotalPoints(found.total())
            .setMore(found.more())
            .setOutlinedPoints(found.outlined())
            .setSampled(found.sampled());
    if (next == 0) {
      found.stretch().map(StretchCodec::toProto).ifPresent(message::setStretch);
    }
    int end = Math.min(points.size(), next + POINTS_A_MESSAGE);
    for (; next < end; next++) {
      message
          .addSteps(points.step(next))
          .addTimestamps(points.timestamp(next))
          .addValues(points.value(next));
    }
    return message.build();
  }
}
