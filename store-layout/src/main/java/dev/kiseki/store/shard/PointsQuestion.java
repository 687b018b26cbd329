package dev.kiseki.store.shard;

import dev.kiseki.event.id.RunId;
import dev.kiseki.store.chunk.Position;
import dev.kiseki.store.chunk.StepRange;
import dev.kiseki.store.shard.proto.PendingPointsRequest;
import dev.kiseki.store.shard.proto.PointPlace;
import java.util.Optional;

/**
 * Which points of a metric that wait at the owner of its run a reader wants. However many there
 * are, it gets a bounded number: the first ones, or an outline.
 *
 * @param passed only points behind this place
 * @param steps only points of these
 * @param most so many, the first by time; 0 = all
 * @param outlineAbove when more than this wait, an outline; 0 = never
 * @param sample when the metric has more than {@code outlineAbove}: so many points that keep the
 *     shape of all of them, if the owner can tell; 0 = no
 * @param stretch the same for a range of steps: what its buckets tell for a sample of so many; 0 =
 *     no
 */
public record PointsQuestion(
    RunId run,
    String key,
    Optional<Position> passed,
    StepRange steps,
    int most,
    long outlineAbove,
    int sample,
    int stretch) {

  /** The first points behind a place. */
  public static PointsQuestion first(
      RunId run, String key, Optional<Position> passed, StepRange steps, int most) {
    return new PointsQuestion(run, key, passed, steps, most, 0, 0, 0);
  }

  /** All points that wait, or an outline when those are many. */
  public static PointsQuestion outline(RunId run, String key, StepRange steps, long above) {
    return new PointsQuestion(run, key, Optional.empty(), steps, 0, above, 0, 0);
  }

  /** The same, or when the curve is long a sample of it, or of a range what its buckets tell. */
  public static PointsQuestion sample(
      RunId run, String key, StepRange steps, long above, int most) {
    boolean whole = steps.equals(StepRange.ALL);
    return new PointsQuestion(
        run, key, Optional.empty(), steps, 0, above, whole ? most : 0, whole ? 0 : most);
  }

  public PendingPointsRequest toProto(int partition) {
    PendingPointsRequest.Builder request =
        PendingPointsRequest.newBuilder()
            .setPartition(partition)
            .setRunId(run.text())
            .setMetricKey(key)
            .setMost(most)
            .setOutlineAbove(outlineAbove)
            .setSample(sample)
            .setStretch(stretch);
    passed.ifPresent(
        place ->
            request.setPassed(
                PointPlace.newBuilder()
                    .setTimestamp(place.timestamp())
                    .setStep(place.step())
                    .setValueBits(place.valueBits())));
    if (!steps.equals(StepRange.ALL)) {
      request.setFirstStep(steps.first()).setLastStep(steps.last());
    }
    return request.build();
  }

  public static PointsQuestion fromProto(PendingPointsRequest request) {
    PointPlace place = request.getPassed();
    return new PointsQuestion(
        new RunId(request.getRunId()),
        request.getMetricKey(),
        request.hasPassed()
            ? Optional.of(new Position(place.getTimestamp(), place.getStep(), place.getValueBits()))
            : Optional.empty(),
        new StepRange(
            request.hasFirstStep() ? request.getFirstStep() : Long.MIN_VALUE,
            request.hasLastStep() ? request.getLastStep() : Long.MAX_VALUE),
        request.getMost(),
        request.getOutlineAbove(),
        request.getSample(),
        request.getStretch());
  }
}
