package dev.kiseki.processor.local;

import dev.kiseki.event.id.RunId;
import dev.kiseki.store.document.RunDocument;
import dev.kiseki.store.key.HistoryPieces;
import dev.kiseki.store.key.HistoryPieces.Piece;
import dev.kiseki.store.key.RunKey;
import dev.kiseki.store.key.StoreFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/**
 * In which pieces the runs' points went to the history store, and which of them shall be merged.
 * Used by the stream thread; {@link #due} and {@link #merged} by any.
 */
final class Pieces {
  private final Families families;
  private final Function<RunId, RunDocument> current;
  private final Map<RunId, PieceRange> due = new ConcurrentHashMap<>();
  private final Queue<Done> done = new ConcurrentLinkedQueue<>();

  private record Done(RunId run, PieceRange merge) {}

  /**
   * @param current the run as it is now, null when it is unknown
   */
  Pieces(Families families, Function<RunId, RunDocument> current) {
    this.families = families;
    this.current = current;
  }

  /** Finds what an earlier process left to do; one look at each run that has pieces. */
  void begin() {
    due.clear();
    families.scan(
        StoreFamily.PIECES,
        new byte[0],
        (key, value) -> {
          plan(RunKey.run(key), HistoryPieces.parse(value).pieces());
          return true;
        });
  }

  /** A piece was written behind all others. */
  void written(CommitBatch batch, RunId run, Piece piece) {
    List<Piece> pieces = new ArrayList<>(of(batch, run));
    if (!pieces.isEmpty() && piece.firstOffset() <= pieces.get(pieces.size() - 1).lastOffset()) {
      // Folded anew from the log's beginning: what lies there is not told apart by offsets.
      pieces.clear();
    }
    pieces.add(piece);
    put(batch, run, pieces);
  }

  /** The run has ended, which makes what is left of it due. */
  void ended(CommitBatch batch, RunId run) {
    List<Piece> pieces = of(batch, run);
    if (!pieces.isEmpty()) {
      put(batch, run, pieces);
    }
  }

  /** The run is gone for good. */
  void purged(CommitBatch batch, RunId run) {
    due.remove(run);
    if (batch.get(families, StoreFamily.PIECES, RunKey.of(run)) != null) {
      batch.remove(StoreFamily.PIECES, RunKey.of(run));
    }
  }

  /** What shall be merged; it stays due until {@link #merged}. */
  Map<RunId, PieceRange> due() {
    return due;
  }

  /** The history store did it. */
  void merged(RunId run, PieceRange merge) {
    done.add(new Done(run, merge));
  }

  boolean hasMerged() {
    return !done.isEmpty();
  }

  void recordMerged(CommitBatch batch) {
    for (Done one = done.poll(); one != null; one = done.poll()) {
      put(batch, one.run(), MergePolicy.merged(of(batch, one.run()), one.merge()));
    }
  }

  void clear() {
    due.clear();
    done.clear();
  }

  private List<Piece> of(CommitBatch batch, RunId run) {
    byte[] stored = batch.get(families, StoreFamily.PIECES, RunKey.of(run));
    return stored == null ? List.of() : HistoryPieces.parse(stored).pieces();
  }

  private void put(CommitBatch batch, RunId run, List<Piece> pieces) {
    List<Piece> open = plan(run, pieces);
    if (open.isEmpty()) {
      batch.remove(StoreFamily.PIECES, RunKey.of(run));
    } else {
      batch.put(StoreFamily.PIECES, RunKey.of(run), new HistoryPieces(open).bytes());
    }
  }

  /** Gives back what is worth keeping: of a run that has ended nothing when nothing is to do. */
  private List<Piece> plan(RunId run, List<Piece> pieces) {
    List<Piece> open = MergePolicy.open(pieces);
    RunDocument document = current.apply(run);
    boolean ended = document == null || document.status().terminal();
    Optional<PieceRange> next = MergePolicy.next(open, ended);
    if (next.isPresent()) {
      due.put(run, next.get());
      return open;
    }
    due.remove(run);
    return ended ? List.of() : open;
  }
}
