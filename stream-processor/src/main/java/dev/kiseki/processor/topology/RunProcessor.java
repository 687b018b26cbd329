package dev.kiseki.processor.topology;

import dev.kiseki.event.Verdict;
import dev.kiseki.event.fault.ErrorCode;
import dev.kiseki.event.id.RunId;
import dev.kiseki.event.run.RunEvent;
import dev.kiseki.event.run.RunProposal;
import dev.kiseki.event.wire.RunEventCodec;
import dev.kiseki.event.wire.UnreadableEventException;
import dev.kiseki.processor.fold.Outcome;
import dev.kiseki.processor.fold.RunFold;
import dev.kiseki.processor.held.HeldPartition;
import dev.kiseki.processor.held.HeldPartitions;
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
    // A crash may have left refusals and stages behind that are ahead of the position: what was
    // refused then is refused now, without being judged by a later state.
    if (!held.readable() && store.reader().rejectionAt(offset).isPresent()) {
      counters.countRepeated();
      return true;
    }
    RunEvent event;
    try {
      event = RunEventCodec.decode(record.value() == null ? new byte[0] : record.value());
    } catch (UnreadableEventException e) {
      keepAside(record, offset, e);
      return true;
    }
    Optional<RunDocument> before =
        event.run().text().isEmpty() ? Optional.empty() : store.document(event.run());
    Outcome outcome = RunFold.apply(before, store.stages(), event, offset);
    if (outcome.repeated()) {
      counters.countRepeated();
      return false;
    }
    if (outcome.verdict() instanceof Verdict.Rejected rejected) {
      counters.countRefused();
      store.reject(
          rejection(event.run(), offset, rejected)
              .setSentAtMs(event.header().sentAtMillis())
              .setProposal(event.proposal().match(ProposalWords.WORDS))
              .build());
      return true;
    }
    keep(event, outcome, offset);
    counters.countApplied(outcome.accepted().size());
    return false;
  }

  @SuppressWarnings("ReferenceEquality") // the fold hands on the same object when no stage changed
  private void keep(RunEvent event, Outcome outcome, long offset) {
    if (event.proposal() instanceof RunProposal.ExperimentStage marker) {
      if (outcome.stages() != store.stages()) {
        store.stages(outcome.stages(), marker.experiment());
      }
      return;
    }
    RunDocument after = outcome.document().orElseThrow();
    // Before the document: who reads it and finds a metric's only point no longer there finds it
    // here.
    if (outcome.history().size() > 0) {
      store.add(after.id(), offset, outcome.history());
    }
    store.put(after);
  }

  /** Nobody waits for ever, and nothing is guessed: the record stays on the log. */
  private void keepAside(Record<byte[], byte[]> record, long offset, UnreadableEventException why) {
    counters.countUnreadable();
    log.error(
        "the record at offset {} of partition {} is kept aside: {}",
        offset,
        held.number(),
        why.getMessage());
    RunId run =
        new RunId(record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8));
    Verdict.Rejected verdict =
        new Verdict.Rejected(
            ErrorCode.INVALID_PARAMETER_VALUE,
            "The event can't be read by this release: " + why.getMessage());
    store.reject(
        rejection(run, offset, verdict)
            .setSentAtMs(record.timestamp())
            .setProposal("unreadable")
            .build());
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
