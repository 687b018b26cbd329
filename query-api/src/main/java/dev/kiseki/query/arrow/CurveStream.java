package dev.kiseki.query.arrow;

import dev.kiseki.query.history.CurvePoints;
import dev.kiseki.query.history.CurvesInTurn;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * Curves as the bytes of an Arrow IPC stream: schema, both dictionaries and the first batch in one
 * piece, then a batch a piece, then the end. The next piece is made while the last one is sent, so
 * two are in memory. Not for several threads at a time; to be closed in any case.
 */
public final class CurveStream implements AutoCloseable {
  /** Rows of a batch: 2 MB. */
  static final int ROWS = 65_536;

  private final CurvesInTurn curves;
  private final Executor executor;
  private final Batch batch;
  private final byte[] beginning;
  private CompletableFuture<byte[]> ready;
  private boolean begun;
  private boolean read;
  private boolean ended;

  /**
   * @param runs ids, by the indexes the curves come with; so the keys
   * @param metadata what a reader is told in the schema
   * @param executor on which batches are made ahead
   */
  public CurveStream(
      CurvesInTurn curves,
      List<String> runs,
      List<String> keys,
      Map<String, String> metadata,
      Executor executor) {
    this(curves, runs, keys, metadata, executor, ROWS);
  }

  CurveStream(
      CurvesInTurn curves,
      List<String> runs,
      List<String> keys,
      Map<String, String> metadata,
      Executor executor,
      int rows) {
    this.batch = new Batch(rows);
    this.curves = curves;
    this.executor = executor;
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    head.writeBytes(Messages.schema(metadata));
    head.writeBytes(Messages.dictionary(Columns.RUN_IDS, runs));
    head.writeBytes(Messages.dictionary(Columns.METRIC_KEYS, keys));
    this.beginning = head.toByteArray();
  }

  /** The bytes that follow; none at the end only. Fails when a source is away. */
  public CompletionStage<byte[]> next() {
    CompletableFuture<byte[]> piece = ready == null ? made() : ready;
    ready = piece.thenComposeAsync(bytes -> bytes.length == 0 ? piece : made(), executor);
    return piece;
  }

  private CompletableFuture<byte[]> made() {
    CompletableFuture<byte[]> piece = new CompletableFuture<>();
    gather(piece);
    return piece;
  }

  /** A loop, since many curves may have no points or be there at once. */
  private void gather(CompletableFuture<byte[]> piece) {
    while (!batch.isFull() && !read) {
      CompletableFuture<CurvePoints> next = curves.next().toCompletableFuture();
      if (!next.isDone()) {
        next.whenComplete(
            (points, failure) -> {
              if (taken(points, failure, piece)) {
                gather(piece);
              }
            });
        return;
      }
      if (next.isCompletedExceptionally()) {
        next.whenComplete((points, failure) -> piece.completeExceptionally(failure));
        return;
      }
      add(next.join());
    }
    piece.complete(bytes());
  }

  private boolean taken(CurvePoints points, Throwable failure, CompletableFuture<byte[]> piece) {
    if (failure != null) {
      piece.completeExceptionally(failure);
      return false;
    }
    add(points);
    return true;
  }

  private void add(CurvePoints points) {
    read = points.points().size() == 0;
    if (!read) {
      batch.add(points);
    }
  }

  private byte[] bytes() {
    if (ended) {
      return new byte[0];
    }
    List<byte[]> parts = new ArrayList<>();
    if (!begun) {
      parts.add(beginning);
      begun = true;
    }
    if (!batch.isEmpty()) {
      parts.add(batch.take());
    }
    if (read && batch.isEmpty()) {
      parts.add(Messages.end());
      ended = true;
    }
    if (parts.size() == 1) {
      return parts.get(0);
    }
    ByteArrayOutputStream piece = new ByteArrayOutputStream(64);
    parts.forEach(piece::writeBytes);
    return piece.toByteArray();
  }

  @Override
  public void close() {
    curves.close();
  }
}
