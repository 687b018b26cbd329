package dev.kiseki.query.history;

import dev.kiseki.event.id.RunId;
import dev.kiseki.store.chunk.StepRange;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Chunks in the history store. */
public interface StoredChunks {
  /**
   * Those of one metric of one run, by name; none for an unknown run or key. Fails with
   * TEMPORARILY_UNAVAILABLE when the store is away: never answers less. Costs one query, besides
   * those for chunks that were written before there were outlines, when one is asked for.
   */
  CompletionStage<List<StoredChunk>> read(RunId run, String key, Detail detail, Stretch stretch);

  /**
   * Which chunks.
   *
   * @param from the first name, inclusive
   * @param to the last name, inclusive
   * @param fromTimestamp only chunks that reach to it, epoch milliseconds
   * @param steps only chunks that reach into it
   */
  record Stretch(ChunkName from, ChunkName to, long fromTimestamp, StepRange steps) {
    public static final Stretch ALL =
        new Stretch(ChunkName.FIRST, ChunkName.LAST, Long.MIN_VALUE, StepRange.ALL);

    static Stretch of(StepRange steps) {
      return new Stretch(ChunkName.FIRST, ChunkName.LAST, Long.MIN_VALUE, steps);
    }

    Stretch since(long timestamp) {
      return new Stretch(from, to, timestamp, steps);
    }

    public Stretch between(ChunkName first, ChunkName last) {
      return new Stretch(first, last, fromTimestamp, steps);
    }
  }
}
