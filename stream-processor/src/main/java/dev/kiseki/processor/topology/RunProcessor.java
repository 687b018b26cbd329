package dev.kiseki.processor.topology;

import dev.kiseki.event.Verdict;
import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.run.DatasetInput;
import dev.kiseki.event.run.RunEvent;
import dev.kiseki.processor.fold.ExperimentStages;
import dev.kiseki.processor.held.HeldPartition;
import dev.kiseki.processor.held.HeldPartitions;
import dev.kiseki.processor.judge.Judgement;
import dev.kiseki.processor.judge.RecordJudge;
import dev.kiseki.processor.local.RunStateStore;
import dev.kiseki.store.document.RunDocument;
import dev.kiseki.store.document.proto.StoredRejection;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One record after the other: decode, fold, keep, tell how far it is. */
final class RunProcessor implements Processor<byte[], byte[], Void, Void> {
  private static final Logger log = LoggerFactory.getLogger(RunProcessor.class);

  /** A tick lets a commit happen without records, so that what history holds is removed here. */
  private static final Duration TICK = Duration.ofSeconds(5);

  private final HeldPartitions partitions;
  private final FoldCounters counters;
  private final State state = new State();
  private ProcessorContext<Void, Void> context;
  private RunStateStore store;
  private HeldPartition held;

  RunProcessor(HeldPartitions partitions, FoldCounters counters) {
    this.partitions = partitions;
    this.counters = counters;
  }

  @Override
  public void init(ProcessorContext<Void, Void> processorContext) {
    context = processorContext;
    store = context.getStateStore(RunTopology.STORE);
    store.begin();
    held =
        partitions.hold(
            context.taskId().partition(),
            store.reader(),
            store.applied(),
            store.stages().catalogOffset());
    context.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, now -> {});
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    if (held.broken() != null) {
      throw new IllegalStateException(held.broken());
    }
    long offset = context.recordMetadata().orElseThrow().offset();
    if (offset <= store.applied()) {
      // Read again after a restart; its verdict was told when the partition came.
      counters.countRepeated();
      return;
    }
    boolean refused = judge(record, offset);
    store.applied(offset);
    held.applied(offset, store.stages().catalogOffset(), refused);
    if (store.full()) {
      context.commit();
    }
  }

  /** Whether a refusal is stored for the record. */
  private boolean judge(Record<byte[], byte[]> record, long offset) {
    return RecordJudge.of(state, record.value(), offset).match(new Keeping(record, offset));
  }

  private final class State implements RecordJudge.State {
    @Override
    public Optional<RunDocument> document(RunId run) {
      return store.document(run);
    }

    @Override
    public ExperimentStages stages() {
      return store.stages();
    }

    /** Looked up only while records are read again. */
    @Override
    public boolean refusedBefore(long offset) {
      return !held.readable() && store.reader().rejectionAt(offset).isPresent();
    }

    /** As above. */
    @Override
    public boolean purgedFrom(RunId run, long offset) {
      return !held.readable() && store.purgedFrom(run, offset);
    }
  }

  /** Keeps what a record did; says whether a refusal is stored for it. */
  private final class Keeping implements Judgement.Cases<Boolean> {
    private final Record<byte[], byte[]> record;
    private final long offset;

    Keeping(Record<byte[], byte[]> record, long offset) {
      this.record = record;
      this.offset = offset;
    }

    @Override
    public Boolean known(Judgement.Known known) {
      counters.countRepeated();
      return known.refused();
    }

    @Override
    public Boolean refused(Judgement.Refused refused) {
      counters.countRefused();
      RunEvent event = refused.event();
      store.reject(
          rejection(event.run(), offset, refused.verdict())
              .setSentAtMs(event.header().sentAtMillis())
              .setProposal(event.proposal().match(ProposalWords.WORDS))
              .build());
      return true;
    }

    @Override
    public Boolean run(Judgement.Run run) {
      // Before the document: who reads it and finds a metric's only point no longer there finds it
      // here. So with what its data sets are.
      if (run.history().size() > 0) {
        store.add(run.after().id(), offset, run.history());
      }
      for (DatasetInput use : run.uses()) {
        store.use(run.after().experiment(), use);
      }
      store.put(run.after());
      counters.countApplied(run.accepted().size());
      return false;
    }

    @Override
    public Boolean purged(Judgement.Purged purged) {
      store.purge(purged.before(), offset);
      counters.countApplied(0);
      return false;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // the fold hands on the same object without a change
    public Boolean stage(Judgement.Stage stage) {
      if (stage.after() != store.stages()) {
        store.stages(stage.after(), stage.experiment());
      }
      counters.countApplied(0);
      return false;
    }

    /** Nobody waits for ever, and nothing is guessed: the record stays on the log. */
    @Override
    public Boolean unreadable(Judgement.Unreadable unreadable) {
      counters.countUnreadable();
      log.error(
          "the record at offset {} of partition {} is kept aside: {}",
          offset,
          held.number(),
          unreadable.why());
      RunId run =
          new RunId(record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8));
      Verdict.Rejected verdict =
          new Verdict.Rejected(
              ErrorCode.INVALID_PARAMETER_VALUE,
              "The event can't be read by this release: " + unreadable.why());
      store.reject(
          rejection(run, offset, verdict)
              .setSentAtMs(record.timestamp())
              .setProposal("unreadable")
              .build());
      return true;
    }
  }

  private StoredRejection.Builder rejection(RunId run, long offset, Verdict.Rejected verdict) {
    return StoredRejection.newBuilder()
        .setRunId(run.text())
        .setPartition(held.number())
        .setOffset(offset)
        .setCode(verdict.code().number())
        .setMessage(verdict.message());
  }

  @Override
  public void close() {
    if (held != null) {
      partitions.release(held);
    }
  }
}
