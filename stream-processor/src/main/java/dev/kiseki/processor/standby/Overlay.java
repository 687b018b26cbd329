package dev.kiseki.processor.standby;

import dev.kiseki.event.id.RunId;
import dev.kiseki.event.run.DatasetInput;
import dev.kiseki.processor.fold.ExperimentStages;
import dev.kiseki.processor.judge.Judgement;
import dev.kiseki.processor.judge.RecordJudge;
import dev.kiseki.processor.local.SearchedRuns;
import dev.kiseki.processor.local.StoredState;
import dev.kiseki.store.document.RunDocument;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What records of the log do to a store that does not hold them yet. Good for one moment of the
 * store. Immutable.
 *
 * @param moment of the store on which the records were folded
 * @param next offset of the first record that is not folded
 * @param records folded so far
 * @param bytes of these records
 * @param changed runs as they are after them; empty = it is gone
 * @param datasets entries of data sets that they brought
 * @param stages as they are after them
 */
record Overlay(
    long moment,
    long next,
    int records,
    long bytes,
    Map<RunId, Optional<RunDocument>> changed,
    NavigableMap<byte[], byte[]> datasets,
    ExperimentStages stages) {

  /** Nothing folded yet. */
  static Overlay on(long moment, StoredState state) {
    return new Overlay(moment, state.applied() + 1, 0, 0, Map.of(), noEntries(), state.stages());
  }

  private static NavigableMap<byte[], byte[]> noEntries() {
    return new TreeMap<>(Arrays::compareUnsigned);
  }

  /** The store's runs with these in their places. */
  SearchedRuns over(StoredState state) {
    return state.with(changed, datasets, stages);
  }

  /**
   * With more records.
   *
   * @param state of the same moment
   * @param end offset after the last record
   */
  Overlay and(StoredState state, List<LogRecord> more, long end) {
    Folding folding = new Folding(state, new HashMap<>(changed), new TreeMap<>(datasets), stages);
    long read = bytes;
    for (LogRecord record : more) {
      read += record.value == null ? 0 : record.value.length;
      folding.fold(record);
    }
    return new Overlay(
        moment,
        end,
        records + more.size(),
        read,
        folding.changed,
        folding.datasets,
        folding.stages);
  }

  /** Each record answers the stages after it. */
  private static final class Folding
      implements RecordJudge.State, Judgement.Cases<ExperimentStages> {
    private final StoredState state;
    private final Map<RunId, Optional<RunDocument>> changed;
    private final NavigableMap<byte[], byte[]> datasets;
    private ExperimentStages stages;

    Folding(
        StoredState state,
        Map<RunId, Optional<RunDocument>> changed,
        NavigableMap<byte[], byte[]> datasets,
        ExperimentStages stages) {
      this.state = state;
      this.changed = changed;
      this.datasets = datasets;
      this.stages = stages;
    }

    void fold(LogRecord record) {
      stages = RecordJudge.of(this, record.value, record.offset).match(this);
    }

    @Override
    public Optional<RunDocument> document(RunId run) {
      Optional<RunDocument> newer = changed.get(run);
      return newer == null ? state.document(run) : newer;
    }

    @Override
    public ExperimentStages stages() {
      return stages;
    }

    @Override
    public boolean refusedBefore(long offset) {
      return state.refused(offset);
    }

    @Override
    public boolean purgedFrom(RunId run, long offset) {
      return state.purgedFrom(run, offset);
    }

    @Override
    public ExperimentStages known(Judgement.Known known) {
      return stages;
    }

    @Override
    public ExperimentStages unreadable(Judgement.Unreadable unreadable) {
      return stages;
    }

    @Override
    public ExperimentStages refused(Judgement.Refused refused) {
      return stages;
    }

    @Override
    public ExperimentStages run(Judgement.Run run) {
      changed.put(run.after().id(), Optional.of(run.after()));
      for (DatasetInput use : run.uses()) {
        state.addNew(run.after().experiment(), use, datasets);
      }
      return stages;
    }

    @Override
    public ExperimentStages purged(Judgement.Purged purged) {
      changed.put(purged.before().id(), Optional.empty());
      return stages;
    }

    @Override
    public ExperimentStages stage(Judgement.Stage stage) {
      return stage.after();
    }
  }
}
