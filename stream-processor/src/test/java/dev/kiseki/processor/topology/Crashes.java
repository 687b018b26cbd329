package dev.kiseki.processor.topology;

import dev.kiseki.event.id.RunId;
import dev.kiseki.event.run.Dataset;
import dev.kiseki.event.run.MetricColumns;
import dev.kiseki.event.run.RunEvent;
import dev.kiseki.event.wire.Columns;
import dev.kiseki.event.wire.RunEventCodec;
import dev.kiseki.processor.fold.Events;
import dev.kiseki.processor.held.HeldPartitions;
import dev.kiseki.processor.local.DiskImage;
import dev.kiseki.processor.local.IndexCheck;
import dev.kiseki.processor.local.RunStateReader;
import dev.kiseki.processor.local.StoreAccess;
import dev.kiseki.processor.local.StoreLimits;
import dev.kiseki.processor.local.WaitingRuns;
import dev.kiseki.processor.search.DatasetJoin;
import dev.kiseki.store.document.PurgedRun;
import dev.kiseki.store.document.RunView;
import dev.kiseki.store.document.proto.StoredRejection;
import dev.kiseki.store.key.DatasetKey;
import dev.kiseki.store.key.PendingKey;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** One partition that folds a log, is killed at chosen moments and started again. */
final class Crashes implements AutoCloseable {
  private final List<RunEvent> log;
  private final List<KeyValue<byte[], byte[]>> changelog = new ArrayList<>();
  private final Path root;
  private int life;
  private boolean freshDisk;
  private int committedInput;
  private int next;
  private StoreAccess access;
  private HeldPartitions partitions;
  private RunProcessor processor;
  private MockProcessorContext<Void, Void> context;

  Crashes(List<RunEvent> log, Path root) {
    this.log = log;
    this.root = root;
    start();
  }

  private void start() {
    access = new StoreAccess(disk(), changelog, StoreLimits.DEFAULT, () -> 1_000);
    partitions =
        new HeldPartitions(partition -> CompletableFuture.completedFuture((long) log.size()));
    context = new MockProcessorContext<>();
    context.addStateStore(access.store());
    processor = new RunProcessor(partitions, new FoldCounters());
    processor.init(context);
    next = committedInput;
  }

  void fold(int records) {
    for (int i = 0; i < records && next < log.size(); i++) {
      context.setRecordMetadata("run-events", 0, next);
      processor.process(new Record<>(new byte[0], RunEventCodec.encode(log.get(next)), 0));
      next++;
    }
  }

  /** One commit that ends after a step. */
  void commit(Step end, int records) {
    try {
      if (end == Step.LOGGING) {
        access.killAfter(records);
      }
      if (end == Step.REMOVING) {
        access.killAfterRemovals(1 + records % 4);
      }
      access.flush();
      if (end == Step.LOGGING || end == Step.REMOVING || end == Step.LOGGED) {
        restart();
        return;
      }
      committedInput = next;
      if (end == Step.INPUT_COMMITTED) {
        restart();
        return;
      }
      access.commit();
      if (end == Step.STORED) {
        restart();
      }
    } catch (StoreAccess.Killed killed) {
      restart();
    }
  }

  enum Step {
    LOGGING,
    /** As LOGGING, but where a purge is likely to be torn. */
    REMOVING,
    LOGGED,
    INPUT_COMMITTED,
    STORED,
    ALL
  }

  /** The next life begins without the disk of this one. */
  void loseDisk() {
    freshDisk = true;
  }

  private void restart() {
    Path left = disk();
    life++;
    if (!freshDisk) {
      DiskImage.copy(left, disk());
    }
    freshDisk = false;
    close();
    start();
  }

  private Path disk() {
    return root.resolve("disk" + life);
  }

  void finish() {
    fold(log.size());
    commit(Step.ALL, 0);
  }

  List<KeyValue<byte[], byte[]>> changelog() {
    return changelog;
  }

  /** Records of the log folded so far in this life. */
  int folded() {
    return next;
  }

  RunStateReader reader() {
    return access.store().reader();
  }

  Map<RunId, RunView> runs() {
    Map<RunId, RunView> runs = new TreeMap<>();
    reader()
        .everyRun(
            (view, bytes) -> {
              if (runs.put(view.run().id(), view) != null) {
                throw new IllegalStateException("seen twice: " + view.run().id());
              }
              return true;
            });
    return runs;
  }

  /** Every point as text, each once however often it is pending. */
  Set<String> points() {
    Set<String> points = new TreeSet<>();
    for (RunId run : runs().keySet()) {
      for (MetricColumns columns : reader().pendingPoints(run).values()) {
        for (int i = 0; i < columns.size(); i++) {
          points.add(
              run
                  + " "
                  + columns.key(i)
                  + " "
                  + columns.step(i)
                  + " "
                  + columns.timestamp(i)
                  + " "
                  + columns.value(i));
        }
      }
    }
    return points;
  }

  /** What the points that wait take in RocksDB, counted one by one. */
  long storedBytes() {
    long bytes = 0;
    for (RunId run : runs().keySet()) {
      for (var entry : reader().committedPoints(run, Integer.MAX_VALUE).entrySet()) {
        bytes += new PendingKey(run, entry.getKey()).bytes().length;
        bytes += Columns.toProto(entry.getValue()).getSerializedSize();
      }
    }
    return bytes;
  }

  /** The runs with what their data sets are, each of which must be there. */
  List<RunView> joined() {
    DatasetJoin join = new DatasetJoin(reader());
    return runs().values().stream().map(join::of).toList();
  }

  /** Every data set that was ever used, what for, and what it is. */
  Map<DatasetKey.Use, Dataset> datasets() {
    Map<DatasetKey.Use, Dataset> datasets = new HashMap<>();
    for (byte[] key : reader().datasetUses(Events.EXPERIMENT, 10_000)) {
      DatasetKey.Use use = DatasetKey.parseUse(key);
      datasets.put(use, reader().dataset(use.dataset()).orElseThrow());
    }
    return datasets;
  }

  List<StoredRejection> rejections() {
    return reader().rejectionsFrom(0, 10_000);
  }

  IndexCheck indexes() {
    return reader().checkIndexes();
  }

  Set<RunId> outbox() {
    return WaitingRuns.all(reader()).keySet();
  }

  Map<RunId, PurgedRun> purged() {
    Map<RunId, PurgedRun> runs = new TreeMap<>();
    reader()
        .purged(
            Optional.empty(),
            (run, purged) -> {
              runs.put(run, purged);
              return true;
            });
    return runs;
  }

  long applied() {
    return access.store().applied();
  }

  @Override
  public void close() {
    processor.close();
    partitions.close();
    access.close();
  }
}
