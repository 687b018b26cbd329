package dev.kiseki.processor.local;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.run.Dataset;
import dev.kiseki.event.run.MetricColumns;
import dev.kiseki.event.wire.Columns;
import dev.kiseki.event.wire.UnreadableEventException;
import dev.kiseki.processor.fold.ExperimentStages;
import dev.kiseki.store.chunk.Points;
import dev.kiseki.store.curve.CurveBuckets;
import dev.kiseki.store.document.PurgedRun;
import dev.kiseki.store.document.RunDocument;
import dev.kiseki.store.document.RunDocumentCodec;
import dev.kiseki.store.document.RunView;
import dev.kiseki.store.document.proto.StoredRejection;
import dev.kiseki.store.key.CurveKey;
import dev.kiseki.store.key.DatasetKey;
import dev.kiseki.store.key.MetaKey;
import dev.kiseki.store.key.PendingKey;
import dev.kiseki.store.key.RunKey;
import dev.kiseki.store.key.StoreFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The same state for other threads. Each answer holds everything that was applied before the call.
 * Throws IllegalStateException once the store is closed.
 */
public final class RunStateReader implements SearchedRuns {
  private final Families families;
  private final IndexProgress indexes;
  private final SearchMemory.Remembered remembered;
  private final Uncommitted uncommitted;
  private final Rejections rejections;
  private final Outbox outbox;
  private final Pieces pieces;
  private final Purges purges;
  private final DatasetLookup datasets;
  private volatile ExperimentStages stages = ExperimentStages.NONE;
  private volatile long settled = -1;
  private volatile boolean incomplete;

  RunStateReader(
      Families families,
      IndexProgress indexes,
      SearchMemory.Remembered remembered,
      Uncommitted uncommitted,
      Rejections rejections,
      Outbox outbox,
      Pieces pieces,
      Purges purges,
      DatasetLookup datasets) {
    this.families = families;
    this.indexes = indexes;
    this.remembered = remembered;
    this.uncommitted = uncommitted;
    this.rejections = rejections;
    this.outbox = outbox;
    this.pieces = pieces;
    this.purges = purges;
    this.datasets = datasets;
  }

  void stages(ExperimentStages next) {
    stages = next;
  }

  void settled(long offset) {
    settled = offset;
  }

  public ExperimentStages stages() {
    return stages;
  }

  /** What went to the changelog was not written, and nothing that follows it will bring it. */
  void incomplete() {
    incomplete = true;
  }

  /** Whether the files hold everything of the changelog up to where it was read. */
  public boolean followable() {
    return !incomplete;
  }

  /** One look-up. */
  public Optional<RunDocument> document(RunId run) {
    return uncommitted.change(run).orElseGet(() -> committedDocument(run));
  }

  /**
   * The run as of the last commit: what it holds is in RocksDB with all its points. Empty when it
   * was not committed yet.
   */
  public Optional<RunDocument> committedDocument(RunId run) {
    return Optional.ofNullable(families.get(StoreFamily.RUNS, RunKey.of(run)))
        .map(RunDocumentCodec::decode);
  }

  /** {@link RunDocument#appliedOffset} of a run, without reading the rest of it; -1 = no run. */
  public long appliedOffset(RunId run) {
    Optional<Optional<RunDocument>> changed = uncommitted.change(run);
    if (changed.isPresent()) {
      return changed.get().map(RunDocument::appliedOffset).orElse(-1L);
    }
    byte[] stored = families.get(StoreFamily.RUNS, RunKey.of(run));
    return stored == null ? -1 : RunDocumentCodec.appliedOffset(stored);
  }

  @Override
  public Optional<RunView> run(RunId run) {
    return document(run).map(stages::view);
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
  public void everyRun(RunVisitor visitor) {
    // Copied before the iterator is made: a run that leaves it meanwhile is in RocksDB by then.
    Map<RunId, Optional<RunDocument>> changed = uncommitted.changes();
    boolean[] going = {true};
    families.scan(
        StoreFamily.RUNS,
        new byte[0],
        (key, value) -> {
          Optional<RunDocument> newer = changed.isEmpty() ? null : changed.remove(RunKey.run(key));
          if (newer != null && newer.isEmpty()) {
            return true;
          }
          RunDocument run = RunDocumentCodec.decode(value);
          if (newer != null && newer.get().appliedOffset() >= run.appliedOffset()) {
            run = newer.get();
          }
          going[0] = visitor.visit(stages.view(run), value.length);
          return going[0];
        });
    var rest = changed.values().stream().flatMap(Optional::stream).iterator();
    while (going[0] && rest.hasNext()) {
      going[0] = visitor.visit(stages.view(rest.next()), 0);
    }
  }

  /** Whether the indexes are made. */
  public boolean indexed() {
    return indexes.complete();
  }

  /** Bytes of a family in files and before them, roughly; costs next to nothing. */
  public long liveBytes(StoreFamily family) {
    return families.liveBytes(family);
  }

  /** Runs of the last commit, roughly; costs next to nothing. */
  public long approximateRuns() {
    return families.view(snapshot -> snapshot.approximateKeys(StoreFamily.RUNS));
  }

  /** Whether the indexes say what the documents say, as of the last commit; reads everything. */
  public IndexCheck checkIndexes() {
    return IndexCheck.of(families);
  }

  /** As the indexes are now, with what is applied and not committed. */
  @Override
  public <R> Optional<R> search(Function<IndexView, R> question) {
    if (!indexes.complete()) {
      return Optional.empty();
    }
    // Copied before the snapshot is taken: a run that leaves it meanwhile is in RocksDB by then.
    Map<RunId, Optional<RunDocument>> changed = uncommitted.changes();
    long moment = remembered.moment();
    return families.view(
        snapshot ->
            Optional.of(
                question.apply(new IndexView(snapshot, remembered, moment, changed, stages))));
  }

  /** Names what the files hold now, until a commit or a restore writes. */
  public long moment() {
    return remembered.moment();
  }

  /**
   * Puts a question to what the files held at a moment.
   *
   * @return empty when that moment has passed
   */
  public <R> Optional<R> at(long moment, Function<StoredState, R> question) {
    boolean indexed = indexes.complete();
    return families.view(
        snapshot ->
            remembered.still(moment)
                ? Optional.of(
                    question.apply(new StoredState(snapshot, remembered, indexed, moment)))
                : Optional.empty());
  }

  /**
   * A run's points that are not in the history store, oldest first. Some may be there twice: as
   * they came, and as a commit put them together meanwhile.
   */
  public Map<Long, MetricColumns> pendingPoints(RunId run) {
    Map<Long, MetricColumns> points = new TreeMap<>();
    for (Uncommitted.Part part : uncommitted.parts(run)) {
      points.put(part.offset(), part.columns());
    }
    // What was committed while we looked is there under its first offset, with all of it.
    points.putAll(committedPoints(run, Integer.MAX_VALUE));
    return points;
  }

  /**
   * Visits the points of one metric of a run that are not in the history store, in the order of the
   * log, some perhaps twice; of other metrics none is kept in memory. Reads all that waits of the
   * run.
   *
   * @return offset of the last record among those that were not committed, which may be ahead of
   *     the run's document for a moment; -1 = none
   */
  public long pendingPoints(RunId run, String key, Columns.PointVisitor visitor) {
    Points.Builder latest = new Points.Builder();
    long through = -1;
    for (Uncommitted.Part part : uncommitted.parts(run)) {
      through = part.offset();
      visit(part.columns(), key, latest::add);
    }
    // What is committed while we look is found here too.
    families.scan(
        StoreFamily.PENDING,
        PendingKey.prefix(run),
        (name, value) -> {
          visit(value, key, visitor);
          return true;
        });
    Points last = latest.build();
    for (int i = 0; i < last.size(); i++) {
      visitor.point(last.step(i), last.timestamp(i), last.value(i));
    }
    return through;
  }

  /** As of the last commit; null = none. */
  byte[] curveEntry(CurveKey key) {
    return families.get(StoreFamily.CURVES, key.bytes());
  }

  /**
   * Asks something of a long curve in buckets, with everything that was applied.
   *
   * @param whenNone what to begin with when none are kept of it
   * @return empty when none are kept and {@code whenNone} is empty
   */
  public <R> Optional<R> curve(
      RunId run,
      String key,
      Supplier<Optional<CurveBuckets>> whenNone,
      Function<CurveBuckets, R> question) {
    // Before the snapshot: what is committed while we look is in there.
    List<Uncommitted.Part> latest = new ArrayList<>();
    uncommitted.parts(run).forEach(latest::add);
    return families.view(
        snapshot -> {
          Optional<CurveBuckets> curve = curve(snapshot, run, key).or(whenNone);
          curve.ifPresent(buckets -> addWaiting(snapshot, run, key, latest, buckets));
          return curve.map(question);
        });
  }

  private static Optional<CurveBuckets> curve(StoreSnapshot snapshot, RunId run, String key) {
    return CurveBuckets.stored(
        entry -> snapshot.get(StoreFamily.CURVES, new CurveKey(run, key, entry).bytes()));
  }

  /** What is not in the buckets yet, each point once. */
  private static void addWaiting(
      StoreSnapshot snapshot,
      RunId run,
      String key,
      List<Uncommitted.Part> latest,
      CurveBuckets buckets) {
    byte[] applied = snapshot.get(StoreFamily.META, MetaKey.applied());
    long committed = applied == null ? -1 : MetaKey.offset(applied);
    List<Uncommitted.Part> uncommitted =
        latest.stream().filter(part -> part.offset() > committed).toList();
    // A torn commit left points under the offset from which they were read again.
    long known = uncommitted.isEmpty() ? Long.MAX_VALUE : uncommitted.get(0).offset();
    snapshot.scan(
        StoreFamily.PENDING,
        PendingKey.prefix(run),
        new PendingKey(run, buckets.through() + 1).bytes(),
        (name, value) -> {
          if (PendingKey.parse(name).offset() < known) {
            visit(value, key, buckets::add);
          }
          return true;
        });
    uncommitted.forEach(part -> visit(part.columns(), key, buckets::add));
  }

  private static void visit(MetricColumns columns, String key, Columns.PointVisitor visitor) {
    int wanted = columns.keys().indexOf(key);
    for (int i = 0; wanted >= 0 && i < columns.size(); i++) {
      if (columns.keyIndex(i) == wanted) {
        visitor.point(columns.step(i), columns.timestamp(i), columns.value(i));
      }
    }
  }

  private static void visit(byte[] columns, String key, Columns.PointVisitor visitor) {
    try {
      Columns.ofKey(columns, key, visitor);
    } catch (UnreadableEventException e) {
      throw new IllegalStateException("stored points are damaged", e);
    }
  }

  /**
   * Points that a commit has named for good, oldest first.
   *
   * @param atLeast stop after so many; what is returned may hold one record more
   */
  public Map<Long, MetricColumns> committedPoints(RunId run, int atLeast) {
    return committedPoints(run, 0, atLeast);
  }

  /**
   * Those from a record on.
   *
   * @param from offset that names the first record wanted, or any below
   */
  public Map<Long, MetricColumns> committedPoints(RunId run, long from, int atLeast) {
    Map<Long, MetricColumns> points = new TreeMap<>();
    int[] size = {0};
    families.scan(
        StoreFamily.PENDING,
        PendingKey.prefix(run),
        new PendingKey(run, from).bytes(),
        (key, value) -> {
          MetricColumns columns = columns(value);
          points.put(PendingKey.parse(key).offset(), columns);
          size[0] += columns.size();
          return size[0] < atLeast;
        });
    return points;
  }

  /**
   * Runs that wait to be written to the history store and may be due by a time, and others near
   * them; a look-up only where there may be such. One thread at a time.
   *
   * @param from where to go on: what this gave back before, at first 0
   * @param until epoch milliseconds
   * @return 0 = everything was looked at
   */
  public int due(int from, long until, DueVisitor visitor) {
    return outbox.due(from, until, visitor);
  }

  /** How many runs wait; no look-up. */
  public int waiting() {
    return outbox.waiting();
  }

  /** Bytes of points that wait, as of the last commit; no look-up. */
  public long waitingBytes() {
    return outbox.waitingBytes();
  }

  /** Up to here no replay will change what pending points are called; see {@link PendingKey}. */
  public long settled() {
    return settled;
  }

  /** The history store holds these; removed with the next commit. */
  public void promoted(Promoted run) {
    outbox.promoted(run);
  }

  /** Pieces of runs' histories that shall be put together; they stay so until it is done. */
  public Map<RunId, PieceRange> dueMerges() {
    return pieces.due();
  }

  /** The history store has put these together; recorded with the next commit. */
  public void merged(RunId run, PieceRange pieces) {
    this.pieces.merged(run, pieces);
  }

  /** Runs that are gone and have left something in other stores, as of the last commit. */
  public void purged(Optional<RunId> from, PurgedVisitor visitor) {
    families.scan(
        StoreFamily.PURGED,
        new byte[0],
        from.map(RunKey::of).orElse(new byte[0]),
        (key, value) -> visitor.visit(RunKey.run(key), PurgedRun.parse(value)));
  }

  /** Sees one run that is gone. */
  @FunctionalInterface
  public interface PurgedVisitor {
    /**
     * @return whether to go on
     */
    boolean visit(RunId run, PurgedRun purged);
  }

  /** How many such runs there are; no look-up. */
  public int purgesWaiting() {
    return purges.waiting();
  }

  /**
   * Nothing of it is left in other stores; forgotten with the next commit.
   *
   * @param whenForgotten called on the stream thread once it is
   */
  public void cleaned(RunId run, PurgedRun purged, Runnable whenForgotten) {
    purges.cleaned(run, purged, whenForgotten);
  }

  public Optional<StoredRejection> rejectionAt(long offset) {
    return rejections.at(offset);
  }

  /** In the order of the log. */
  public List<StoredRejection> rejectionsFrom(long offset, int limit) {
    return rejections.from(offset, limit);
  }

  /** Oldest first. */
  public List<StoredRejection> rejectionsOf(RunId run) {
    return rejections.of(run);
  }

  private static MetricColumns columns(byte[] value) {
    try {
      return Columns.fromProto(dev.kiseki.event.wire.proto.MetricColumns.parseFrom(value));
    } catch (InvalidProtocolBufferException | UnreadableEventException e) {
      throw new IllegalStateException("stored points are damaged", e);
    }
  }
}
