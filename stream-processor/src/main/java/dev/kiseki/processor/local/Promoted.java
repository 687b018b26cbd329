package dev.kiseki.processor.local;

import dev.kiseki.event.id.RunId;
import dev.kiseki.store.key.HistoryPieces.Piece;
import java.util.List;
import java.util.Optional;

/**
 * The history store acknowledged a run.
 *
 * @param appliedOffset of the document it holds now
 * @param points offsets that name the pending points it holds now
 * @param all whether those were all that were pending
 * @param piece as which it holds those points; empty when there were none
 * @param curves what becomes of its long curves' buckets, now that these points are in them
 * @param whenRemoved called on the stream thread once they are pending no more
 */
public record Promoted(
    RunId run,
    long appliedOffset,
    List<Long> points,
    boolean all,
    Optional<Piece> piece,
    CurveChanges curves,
    Runnable whenRemoved) {
  public Promoted {
    points = List.copyOf(points);
  }
}
