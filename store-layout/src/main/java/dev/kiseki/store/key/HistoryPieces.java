package dev.kiseki.store.key;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * In which pieces a run's points went to the history store, as far as those may still be merged:
 * value in {@link StoreFamily#PIECES}.
 *
 * <pre>
 * byte  0        version, 1
 * for each piece, oldest first:
 *   8 bytes      offset of the first group of points in it
 *   8 bytes      offset of the last one
 *   8 bytes      points of all metrics
 *   4 bytes      metrics
 *   1 byte       how often it was merged
 * </pre>
 *
 * <p>Big-endian.
 */
public record HistoryPieces(List<Piece> pieces) {
  private static final byte VERSION = 1;
  private static final int PIECE_BYTES = 3 * Long.BYTES + Integer.BYTES + 1;

  public HistoryPieces {
    pieces = List.copyOf(pieces);
  }

  /**
   * Chunks that were written together, one or more for each of some metrics.
   *
   * @param level 0 = as it was logged
   */
  public record Piece(long firstOffset, long lastOffset, long points, int metrics, int level) {
    /** Points of one metric, on the average. */
    public long pointsEach() {
      return points / Math.max(1, metrics);
    }
  }

  public byte[] bytes() {
    ByteBuffer out = ByteBuffer.allocate(1 + pieces.size() * PIECE_BYTES).put(VERSION);
    for (Piece piece : pieces) {
      out.putLong(piece.firstOffset())
          .putLong(piece.lastOffset())
          .putLong(piece.points())
          .putInt(piece.metrics())
          .put((byte) piece.level());
    }
    byte[] bytes = new byte[out.position()];
    out.flip().get(bytes);
    return bytes;
  }

  /**
   * @throws IllegalStateException for bytes of a later release
   */
  public static HistoryPieces parse(byte[] value) {
    ByteBuffer in = ByteBuffer.wrap(value);
    if (in.get() != VERSION || in.remaining() % PIECE_BYTES != 0) {
      throw new IllegalStateException("the pieces of a history were written by a later release");
    }
    List<Piece> pieces = new ArrayList<>();
    while (in.hasRemaining()) {
      pieces.add(new Piece(in.getLong(), in.getLong(), in.getLong(), in.getInt(), in.get()));
    }
    return new HistoryPieces(pieces);
  }
}
