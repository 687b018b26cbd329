package dev.kiseki.query.history;

import dev.kiseki.store.chunk.OrderedHistory;
import dev.kiseki.store.chunk.PointOrder;
import dev.kiseki.store.chunk.Points;
import dev.kiseki.store.chunk.StepRange;
import dev.kiseki.store.curve.CurveOutline;
import dev.kiseki.store.curve.CurveStretch;
import dev.kiseki.store.curve.KeptSample;
import java.util.ArrayList;
import java.util.List;

/** Makes a sample of what was read for it. */
final class SampleParts {
  private SampleParts() {}

  /**
   * @param chunks read in this detail
   */
  static Points sample(
      SampleQuestion question, HeldPoints held, Detail detail, List<StoredChunk> chunks) {
    return detail == Detail.POINTS && !held.isOutline()
        ? whole(question, all(question.steps(), held, chunks))
        : outlined(question, held, chunks);
  }

  /**
   * @param all points of the range, by step
   */
  static Points whole(SampleQuestion question, Points all) {
    // A long curve keeps what stands out also while all of it waits at its owner.
    boolean even =
        question.asMlflow() && Detail.forSample(all.size(), question.most()) == Detail.POINTS;
    return even
        ? EvenSample.of(all, question.most())
        : KeptSample.of(CurveOutline.ofAll(all), question.most());
  }

  /** All points of a range, by step, each once. */
  static Points all(StepRange steps, HeldPoints held, List<StoredChunk> chunks) {
    List<Points> parts = new ArrayList<>();
    chunks.forEach(chunk -> parts.add(chunk.points()));
    parts.add(held.points());
    return steps.of(OrderedHistory.of(Points.joined(parts), PointOrder.BY_STEP));
  }

  private static Points outlined(
      SampleQuestion question, HeldPoints held, List<StoredChunk> chunks) {
    StepRange steps = question.steps();
    CurveOutline.Builder outline = new CurveOutline.Builder();
    for (StoredChunk chunk : chunks) {
      Points inside = steps.among(chunk.points());
      outline.add(
          inside, chunk.count() * (double) inside.size() / Math.max(1, chunk.points().size()));
    }
    Points inside = steps.among(held.points());
    outline.add(inside, held.isOutline() ? (double) held.outlined() : inside.size());
    return KeptSample.of(outline.build(), question.most());
  }

  /**
   * @param ends all points of the range that the stretch does not cover
   */
  static Points sample(SampleQuestion question, CurveStretch stretch, List<Points> ends) {
    return KeptSample.of(stretch.with(Points.joined(ends)), question.most());
  }
}
