package dev.kiseki.query.history;

import dev.kiseki.store.chunk.Points;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A sample of a curve, in one piece. */
final class CurveSample implements CurveReading {
  private final SampledCurve curve;
  private boolean read;

  CurveSample(SampledCurve curve) {
    this.curve = curve;
  }

  @Override
  public CompletionStage<Points> next() {
    if (read) {
      return CompletableFuture.completedStage(Points.EMPTY);
    }
    read = true;
    return curve.read();
  }

  /** Its memory was given back when it had been read. */
  @Override
  public void close() {}
}
