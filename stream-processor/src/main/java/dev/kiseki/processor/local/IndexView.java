package dev.kiseki.processor.local;

import dev.kiseki.event.id.RunId;
import dev.kiseki.processor.fold.ExperimentStages;
import dev.kiseki.store.document.RunDocument;
import dev.kiseki.store.index.IndexEntry;
import dev.kiseki.store.index.IndexName;
import dev.kiseki.store.index.IndexSlice;
import dev.kiseki.store.index.IndexValue;
import dev.kiseki.store.key.StoreFamily;
import java.util.Map;
import java.util.Optional;

/**
 * A partition's runs and their indexes at one moment, for one search on one thread. What is applied
 * but not committed is not in the indexes: those runs stand in {@link #changed}, and what the
 * indexes say of them is out of date.
 */
public final class IndexView {
  private final StoreSnapshot snapshot;
  private final StoreDocuments.Reader documents;
  private final StoreSegments segments;
  private final long moment;
  private final Map<RunId, Optional<RunDocument>> changed;
  private final ExperimentStages stages;

  IndexView(
      StoreSnapshot snapshot,
      SearchMemory.Remembered remembered,
      long moment,
      Map<RunId, Optional<RunDocument>> changed,
      ExperimentStages stages) {
    this.snapshot = snapshot;
    this.documents = remembered.documents(snapshot, moment);
    this.segments = remembered.segments();
    this.moment = moment;
    this.changed = changed;
    this.stages = stages;
  }

  public ExperimentStages stages() {
    return stages;
  }

  /** What became of runs that are not committed; empty = it is gone. */
  public Map<RunId, Optional<RunDocument>> changed() {
    return changed;
  }

  /** The run as the indexes know it; a look-up, in memory when a search met it before. */
  public Optional<RunDocument> indexed(RunId run) {
    return documents.document(run);
  }

  /** A run that an index names. */
  public RunDocument required(RunId run) {
    return indexed(run)
        .orElseThrow(() -> new IllegalStateException("an index names no run: " + run.text()));
  }

  /** Bytes of documents that had to be read from the store since the last call. */
  public long takeReadBytes() {
    return documents.takeReadBytes();
  }

  /** Runs of the whole partition, roughly: what a read of all of them as they lie would meet. */
  public long approximateRuns() {
    return snapshot.approximateKeys(StoreFamily.RUNS);
  }

  /** One index of a slice. */
  public Index index(IndexSlice slice, IndexName name) {
    return new Index(name.kind(), IndexEntry.prefix(slice, name));
  }

  /** The entries of one index; bounds are values, and everything without bounds. */
  public final class Index {
    private final IndexName.Kind kind;
    private final byte[] prefix;

    private Index(IndexName.Kind kind, byte[] prefix) {
      this.kind = kind;
      this.prefix = prefix;
    }

    /**
     * A cursor over the entries with values from {@code from} to before {@code to}.
     *
     * @param from empty = from the first on
     * @param to empty = to the last
     */
    public IndexCursor cursor(byte[] from, byte[] to) {
      byte[] lower = lower(from);
      byte[] upper = upper(to);
      return new IndexCursor(
          () -> snapshot.cursor(StoreFamily.INDEX, lower, upper),
          segments,
          moment,
          kind,
          prefix,
          lower,
          upper);
    }

    /** Bytes of the entries in these bounds, roughly. */
    public long approximateBytes(byte[] from, byte[] to) {
      return snapshot.approximateBytes(StoreFamily.INDEX, lower(from), upper(to));
    }

    private byte[] lower(byte[] from) {
      return IndexEntry.join(prefix, from);
    }

    private byte[] upper(byte[] to) {
      return to.length == 0 ? IndexValue.after(prefix) : IndexEntry.join(prefix, to);
    }
  }
}
