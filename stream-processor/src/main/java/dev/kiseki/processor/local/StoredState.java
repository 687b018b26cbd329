package dev.kiseki.processor.local;

import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.run.Dataset;
import dev.kiseki.event.run.DatasetInput;
import dev.kiseki.processor.fold.ExperimentStages;
import dev.kiseki.store.document.PurgedRun;
import dev.kiseki.store.document.RunDocument;
import dev.kiseki.store.document.RunDocumentCodec;
import dev.kiseki.store.document.RunView;
import dev.kiseki.store.key.DatasetKey;
import dev.kiseki.store.key.MetaKey;
import dev.kiseki.store.key.RejectionKey;
import dev.kiseki.store.key.RunKey;
import dev.kiseki.store.key.StageEntry;
import dev.kiseki.store.key.StoreFamily;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;

/**
 * What the files of a store held at one moment, and nothing that is in memory only. For one thread,
 * while the question lasts that got it.
 */
public final class StoredState {
  private final StoreSnapshot snapshot;
  private final SearchMemory.Remembered remembered;
  private final boolean indexed;
  private final long moment;

  /**
   * @param indexed whether the indexes were complete before the snapshot was taken
   * @param moment taken before the snapshot too
   */
  StoredState(
      StoreSnapshot snapshot, SearchMemory.Remembered remembered, boolean indexed, long moment) {
    this.snapshot = snapshot;
    this.remembered = remembered;
    this.indexed = indexed;
    this.moment = moment;
  }

  /**
   * Offset of the last record up to which everything was judged; -1 = none. Runs, refusals and
   * stages may be ahead of it.
   */
  public long applied() {
    byte[] stored = snapshot.get(StoreFamily.META, MetaKey.applied());
    return stored == null ? -1 : MetaKey.offset(stored);
  }

  /** Reads all of them. */
  public ExperimentStages stages() {
    ExperimentStages[] known = {ExperimentStages.NONE};
    snapshot.scan(
        StoreFamily.META,
        MetaKey.stagePrefix(),
        (key, value) -> {
          known[0] = known[0].with(MetaKey.experiment(key), StageEntry.parse(value));
          return true;
        });
    return known[0];
  }

  public Optional<RunDocument> document(RunId run) {
    return Optional.ofNullable(snapshot.get(StoreFamily.RUNS, RunKey.of(run)))
        .map(RunDocumentCodec::decode);
  }

  /** Whether a refusal of the record at this offset is kept. */
  public boolean refused(long offset) {
    return snapshot.get(StoreFamily.REJECTIONS, RejectionKey.byOffset(offset)) != null;
  }

  /** Whether a run is known to have been removed for good by this record or a later one. */
  public boolean purgedFrom(RunId run, long offset) {
    byte[] stored = snapshot.get(StoreFamily.PURGED, RunKey.of(run));
    return stored != null && PurgedRun.parse(stored).offset() >= offset;
  }

  /**
   * Its runs, some of them replaced.
   *
   * @param changed what stands for runs instead of what is stored, empty = it is gone; runs that
   *     are not stored too
   * @param datasets entries of data sets that are not stored
   */
  public SearchedRuns with(
      Map<RunId, Optional<RunDocument>> changed,
      NavigableMap<byte[], byte[]> datasets,
      ExperimentStages stages) {
    return new Searched(changed, datasets, stages);
  }

  /** Adds those entries of a use that neither are stored nor were added before. */
  public void addNew(
      ExperimentId experiment, DatasetInput use, NavigableMap<byte[], byte[]> entries) {
    Datasets.entries(experiment, use)
        .forEach(
            (key, value) -> {
              if (snapshot.get(StoreFamily.DATASETS, key) == null) {
                entries.putIfAbsent(key, value);
              }
            });
  }

  private final class StoredDatasets implements DatasetLookup.Stored {
    @Override
    public byte[] get(byte[] key) {
      return snapshot.get(StoreFamily.DATASETS, key);
    }

    @Override
    public void scan(byte[] prefix, BiPredicate<byte[], byte[]> visitor) {
      snapshot.scan(StoreFamily.DATASETS, prefix, visitor);
    }
  }

  private final class Searched implements SearchedRuns {
    private final Map<RunId, Optional<RunDocument>> changed;
    private final ExperimentStages stages;
    private final DatasetLookup datasets;

    Searched(
        Map<RunId, Optional<RunDocument>> changed,
        NavigableMap<byte[], byte[]> datasets,
        ExperimentStages stages) {
      this.changed = changed;
      this.stages = stages;
      this.datasets = new DatasetLookup(datasets, new StoredDatasets());
    }

    @Override
    public Optional<Dataset> dataset(DatasetKey key) {
      return datasets.dataset(key);
    }

    @Override
    public List<byte[]> datasetUses(ExperimentId experiment, int limit) {
      return datasets.uses(experiment, limit);
    }

    @Override
    public <R> Optional<R> search(Function<IndexView, R> question) {
      return indexed
          ? Optional.of(
              question.apply(new IndexView(snapshot, remembered, moment, changed, stages)))
          : Optional.empty();
    }

    @Override
    public void everyRun(RunVisitor visitor) {
      Map<RunId, Optional<RunDocument>> rest = new HashMap<>(changed);
      boolean[] going = {true};
      snapshot.scan(
          StoreFamily.RUNS,
          new byte[0],
          (key, value) -> {
            Optional<RunDocument> newer = rest.isEmpty() ? null : rest.remove(RunKey.run(key));
            Optional<RunDocument> run =
                newer == null ? Optional.of(RunDocumentCodec.decode(value)) : newer;
            going[0] = run.isEmpty() || visitor.visit(stages.view(run.get()), value.length);
            return going[0];
          });
      var left = rest.values().stream().flatMap(Optional::stream).iterator();
      while (going[0] && left.hasNext()) {
        going[0] = visitor.visit(stages.view(left.next()), 0);
      }
    }

    @Override
    public Optional<RunView> run(RunId run) {
      Optional<RunDocument> newer = changed.get(run);
      return (newer == null ? document(run) : newer).map(stages::view);
    }
  }
}
