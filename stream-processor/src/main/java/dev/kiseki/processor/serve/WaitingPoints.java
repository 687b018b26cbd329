package dev.kiseki.processor.serve;

import dev.kiseki.store.chunk.OrderedHistory;
import dev.kiseki.store.chunk.Outline;
import dev.kiseki.store.chunk.PointOrder;
import dev.kiseki.store.chunk.Points;
import dev.kiseki.store.chunk.Position;
import dev.kiseki.store.shard.PointsQuestion;
import java.util.Arrays;
import java.util.Optional;

/**
 * Sees all points of a metric that wait, one after another, and keeps what was asked for: in memory
 * are never more than twice the points asked for, or an outline and one stretch of points.
 */
final class WaitingPoints {
  /** Points of which an outline is made at a time. */
  private static final int STRETCH = 65_536;

  private final PointsQuestion question;
  private Points.Builder points = new Points.Builder();
  private Points.Builder outline;
  private Optional<Position> end = Optional.empty();
  private boolean more;
  private long kept;

  private long seen;
  private boolean ascending = true;
  private long lastTimestamp;
  private long lastStep;
  private double lastValue;

  WaitingPoints(PointsQuestion question) {
    this.question = question;
  }

  void see(long step, long timestamp, double value) {
    ascending &= seen == 0 || order(timestamp, step, value, lastTimestamp, lastStep, lastValue) > 0;
    seen++;
    lastTimestamp = timestamp;
    lastStep = step;
    lastValue = value;
    if (step < question.steps().first() || step > question.steps().last()) {
      return;
    }
    if (question.passed().isPresent()
        && order(timestamp, step, value, question.passed().get()) <= 0) {
      return;
    }
    if (end.isPresent() && order(timestamp, step, value, end.get()) > 0) {
      return;
    }
    points.add(step, timestamp, value);
    kept++;
    if (question.most() > 0 && points.size() >= 2L * question.most()) {
      cut();
    } else if (question.outlineAbove() > 0
        && kept > question.outlineAbove()
        && points.size() >= STRETCH) {
      outline();
    }
  }

  private void cut() {
    Points ordered = OrderedHistory.of(points.build(), PointOrder.BY_TIME);
    if (ordered.size() > question.most()) {
      more = true;
      ordered = ordered.slice(0, question.most());
      end = Optional.of(Position.of(ordered, ordered.size() - 1));
    }
    points = new Points.Builder().addAll(ordered);
  }

  private void outline() {
    outline = outline == null ? new Points.Builder() : outline;
    Points all = OrderedHistory.of(points.build(), PointOrder.BY_STEP);
    for (int from = 0; from < all.size(); from += STRETCH) {
      Points stretch = all.slice(from, Math.min(all.size(), from + STRETCH));
      outline.addAll(Outline.of(stretch, Outline.FINE));
    }
    points = new Points.Builder();
  }

  /** What was asked for, once all points were seen. */
  Points found() {
    if (question.most() > 0 && points.size() > question.most()) {
      cut();
    }
    if (outline != null) {
      outline();
      return outline.build();
    }
    return points.build();
  }

  /** Whether points were left out that follow those found, which are in order of time then. */
  boolean more() {
    return more;
  }

  /** How many points an outline stands for; 0 = what was found is no outline. */
  long outlined() {
    return outline == null ? 0 : kept;
  }

  /**
   * Whether at least these many different points were seen; false when that is not sure. To be
   * asked before {@link #found}.
   *
   * @param count points that the metric has, each counted at least once
   */
  boolean saw(long count) {
    if (seen < count) {
      return false;
    }
    if (ascending) {
      return seen == count;
    }
    return points.size() == seen && different(points.build()) == count;
  }

  /** How many different points there are, or fewer: those whose hashes are equal count once. */
  private static long different(Points points) {
    long[] hashes = new long[points.size()];
    for (int i = 0; i < hashes.length; i++) {
      long hash = mixed(points.step(i));
      hash = mixed(hash ^ points.timestamp(i));
      hashes[i] = mixed(hash ^ Double.doubleToLongBits(points.value(i)));
    }
    Arrays.sort(hashes);
    long different = 0;
    for (int i = 0; i < hashes.length; i++) {
      different += i == 0 || hashes[i] != hashes[i - 1] ? 1 : 0;
    }
    return different;
  }

  private static long mixed(long bits) {
    long mixed = (bits ^ (bits >>> 32)) * 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ (mixed >>> 29)) * 0xBF58476D1CE4E5B9L;
    return mixed ^ (mixed >>> 32);
  }

  private static int order(long timestamp, long step, double value, Position place) {
    return order(
        timestamp,
        step,
        value,
        place.timestamp(),
        place.step(),
        Double.longBitsToDouble(place.valueBits()));
  }

  private static int order(
      long timestamp,
      long step,
      double value,
      long otherTimestamp,
      long otherStep,
      double otherValue) {
    int byTime = Long.compare(timestamp, otherTimestamp);
    int byStep = byTime != 0 ? byTime : Long.compare(step, otherStep);
    return byStep != 0 ? byStep : PointOrder.compareValues(value, otherValue);
  }
}
