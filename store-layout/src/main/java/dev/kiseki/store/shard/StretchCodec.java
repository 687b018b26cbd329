package dev.kiseki.store.shard;

import dev.kiseki.store.chunk.Points;
import dev.kiseki.store.chunk.StepRange;
import dev.kiseki.store.curve.CurveOutline;
import dev.kiseki.store.curve.CurveStretch;
import java.util.List;

/** A stretch of a curve on its way from the owner to a reader. */
public final class StretchCodec {
  private StretchCodec() {}

  public static dev.kiseki.store.shard.proto.CurveStretch toProto(CurveStretch stretch) {
    Points points = stretch.outline().points();
    dev.kiseki.store.shard.proto.CurveStretch.Builder proto =
        dev.kiseki.store.shard.proto.CurveStretch.newBuilder()
            .setFirstCovered(stretch.covered().first())
            .setLastCovered(stretch.covered().last())
            .setWithin(stretch.within());
    for (int i = 0; i < points.size(); i++) {
      proto
          .addSteps(points.step(i))
          .addTimestamps(points.timestamp(i))
          .addValues(points.value(i))
          .addUntil(stretch.outline().until()[i]);
    }
    return proto.build();
  }

  public static CurveStretch fromProto(dev.kiseki.store.shard.proto.CurveStretch proto) {
    Points points =
        new Points(
            longs(proto.getStepsList()),
            longs(proto.getTimestampsList()),
            doubles(proto.getValuesList()));
    return new CurveStretch(
        new CurveOutline(points, doubles(proto.getUntilList())),
        new StepRange(proto.getFirstCovered(), proto.getLastCovered()),
        proto.getWithin());
  }

  private static long[] longs(List<Long> boxed) {
    return boxed.stream().mapToLong(Long::longValue).toArray();
  }

  private static double[] doubles(List<Double> boxed) {
    return boxed.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
