package dev.kiseki.processor.local;

import dev.kiseki.event.id.RunId;
import java.util.List;

/**
 * The history store acknowledged a run.
 *
 * @param appliedOffset of the document it holds now
 * @param points offsets that name the pending points it holds now
 * @param all whether those were all that were pending
 * @param whenRemoved called on the stream thread once they are pending no more
 */
public record Promoted(
    RunId run, long appliedOffset, List<Long> points, boolean all, Runnable whenRemoved) {
  public Promoted {
    points = List.copyOf(points);
  }
}
