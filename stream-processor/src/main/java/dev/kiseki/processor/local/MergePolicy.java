package dev.kiseki.processor.local;

import dev.kiseki.store.key.HistoryPieces.Piece;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which pieces of a run's history are merged: eight neighbours of one level into one of the next,
 * so that a point is written again only as often as there are levels, and whatever is left once the
 * run has ended. Pieces whose chunks are large already are left alone.
 */
final class MergePolicy {
  /** Neighbours of one level that are merged. */
  static final int FAN_IN = 8;

  /** Points of one metric in a piece that needs no merging: half a chunk. */
  static final long LARGE = 32_768;

  private MergePolicy() {}

  /** The pieces that may still be merged with others: a large one ends what is before it. */
  static List<Piece> open(List<Piece> pieces) {
    int from = 0;
    for (int i = 0; i < pieces.size(); i++) {
      // One before a large one stays alone; more are merged first.
      if (large(pieces.get(i)) && i - from <= 1) {
        from = i + 1;
      }
    }
    return pieces.subList(from, pieces.size());
  }

  /**
   * @param pieces {@link #open} ones
   * @param ended whether the run has ended
   */
  static Optional<PieceRange> next(List<Piece> pieces, boolean ended) {
    int to = 0;
    while (to < pieces.size() && !large(pieces.get(to))) {
      to++;
    }
    if (to >= 2 && (ended || to < pieces.size())) {
      return Optional.of(merge(pieces, 0, to));
    }
    int from = pieces.size();
    while (from > 0 && pieces.get(from - 1).level() == pieces.get(pieces.size() - 1).level()) {
      from--;
    }
    return pieces.size() - from >= FAN_IN
        ? Optional.of(merge(pieces, from, pieces.size()))
        : Optional.empty();
  }

  private static PieceRange merge(List<Piece> pieces, int from, int to) {
    return new PieceRange(pieces.get(from).firstOffset(), pieces.get(to - 1).lastOffset());
  }

  /** The pieces once a merge has been done. */
  static List<Piece> merged(List<Piece> pieces, PieceRange done) {
    List<Piece> after = new ArrayList<>();
    Piece together = null;
    for (Piece piece : pieces) {
      if (piece.firstOffset() < done.firstOffset() || piece.lastOffset() > done.lastOffset()) {
        after.add(piece);
      } else if (together == null) {
        together = piece;
        after.add(piece);
      } else {
        together =
            new Piece(
                together.firstOffset(),
                piece.lastOffset(),
                together.points() + piece.points(),
                Math.max(together.metrics(), piece.metrics()),
                Math.min(Byte.MAX_VALUE, Math.max(together.level(), piece.level() + 1)));
        after.set(after.size() - 1, together);
      }
    }
    return after;
  }

  private static boolean large(Piece piece) {
    return piece.pointsEach() >= LARGE;
  }
}
