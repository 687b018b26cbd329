package dev.kiseki.query.history;

import dev.kiseki.event.id.RunId;
import dev.kiseki.store.chunk.Points;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;

/** One curve, some points at a time. */
interface CurveReading {
  /**
   * Any curve of a question, not begun.
   *
   * @param memory where it gets leave for points that it holds longer than it reads
   */
  static CurveReading of(
      HistorySources sources, PointShares memory, CurvesQuestion question, int curve) {
    RunId run = question.run(curve);
    String key = question.key(curve);
    OptionalInt most = question.most();
    return most.isEmpty()
        ? new WholeCurve(sources, memory, run, key, question.steps())
        : new CurveSample(
            new SampledCurve(sources, run, key, question.steps(), most.getAsInt(), false));
  }

  /** Those that follow; none at the end only. Not called again before it has completed. */
  CompletionStage<Points> next();

  /** Gives its memory back; not called while {@link #next} is under way. */
  void close();
}
