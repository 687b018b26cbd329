package dev.kiseki.processor.wiring;

import dev.kiseki.processor.RestoreProgress;
import dev.kiseki.processor.StreamProcessor;
import dev.kiseki.processor.local.FoldMemory;
import dev.kiseki.processor.promote.Merging;
import dev.kiseki.processor.promote.Promotion;
import dev.kiseki.processor.purge.Cleaner;
import dev.kiseki.processor.sink.CassandraSink;
import dev.kiseki.processor.sink.WrittenRows;
import dev.kiseki.processor.topology.FoldCounters;
import dev.kiseki.store.key.StoreFamily;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Context;
import java.util.function.ToDoubleFunction;

/** The fold's figures and those of what it hands on to history; docs/metrics.md lists them. */
@Context
final class FoldMetrics {
  private final MeterRegistry registry;
  private final FoldCounters counters;

  FoldMetrics(StreamProcessor processor, CassandraSink history, MeterRegistry registry) {
    this.registry = registry;
    this.counters = processor.counters();
    records("applied", FoldCounters::applied);
    records("refused", FoldCounters::refused);
    records("unreadable", FoldCounters::unreadable);
    records("repeated", FoldCounters::repeated);
    FunctionCounter.builder("kiseki.fold.points", counters, FoldCounters::points)
        .description("metric points accepted")
        .register(registry);
    Gauge.builder("kiseki.fold.lag", processor, StreamProcessor::lag)
        .description("records on the log that are not folded yet, looked at every 5 s")
        .register(registry);
    Gauge.builder("kiseki.history.waiting.runs", processor, StreamProcessor::waitingForHistory)
        .description("runs with points that are not in Cassandra yet")
        .register(registry);
    Gauge.builder(
            "kiseki.history.waiting.bytes", processor, StreamProcessor::bytesWaitingForHistory)
        .description("bytes of points that are not in Cassandra yet")
        .register(registry);
    Gauge.builder("kiseki.history.waiting.most", processor, StreamProcessor::mostWaitingForHistory)
        .description("bytes of such points at which no more metrics are accepted")
        .register(registry);
    Gauge.builder("kiseki.fold.uncommitted.bytes", processor.foldMemory(), FoldMemory::held)
        .description("heap, reckoned, of what was applied and not committed")
        .register(registry);
    Gauge.builder("kiseki.fold.uncommitted.most", processor.foldMemory(), FoldMemory::most)
        .description("bytes at which no more is taken from the log until it is committed")
        .register(registry);
    Gauge.builder("kiseki.index.building.partitions", processor, StreamProcessor::withoutIndexes)
        .description("partitions whose searches read all runs until their indexes are made")
        .register(registry);
    Gauge.builder("kiseki.restoring.partitions", processor.restores(), RestoreProgress::partitions)
        .description("partitions whose state is being restored from the changelog")
        .register(registry);
    Gauge.builder(
            "kiseki.restore.records.remaining", processor.restores(), RestoreProgress::records)
        .description("records of the changelog that those have still to read, at most")
        .register(registry);
    partitions(processor, "owner", StreamProcessor::served);
    partitions(processor, "standby", StreamProcessor::followed);
    Gauge.builder("kiseki.state.runs", processor, StreamProcessor::runs)
        .description("runs of the partitions folded here, roughly")
        .register(registry);
    for (StoreFamily family : StoreFamily.values()) {
      Gauge.builder("kiseki.state.bytes", processor, p -> (double) p.stateBytes(family))
          .description("bytes of the state that is folded here, files and what precedes them")
          .tag("family", family.label())
          .register(registry);
    }
    Gauge.builder("kiseki.purge.waiting.runs", processor, StreamProcessor::waitingForRemoval)
        .description("purged runs whose history or artifacts are not removed yet")
        .register(registry);
    removals(processor.cleaner(), "removed", Cleaner::cleaned);
    removals(processor.cleaner(), "failed", Cleaner::failed);
    writes(processor.promotion(), "stored", Promotion::written);
    writes(processor.promotion(), "failed", Promotion::failed);
    merges(processor.merging(), "merged", Merging::merged);
    merges(processor.merging(), "failed", Merging::failed);
    rows(history.written(), "promotion");
    rows(history.merged(), "merging");
  }

  private void partitions(
      StreamProcessor processor, String role, ToDoubleFunction<StreamProcessor> count) {
    Gauge.builder("kiseki.shard.partitions", processor, count)
        .description("partitions that are served here")
        .tag("role", role)
        .register(registry);
  }

  private void rows(WrittenRows written, String by) {
    FunctionCounter.builder("kiseki.history.rows", written, WrittenRows::rows)
        .description("rows that Cassandra acknowledged: points from the state, or rows merged")
        .tag("by", by)
        .register(registry);
    FunctionCounter.builder("kiseki.history.points", written, WrittenRows::points)
        .description("points in those rows")
        .tag("by", by)
        .register(registry);
    FunctionCounter.builder("kiseki.history.bytes", written, WrittenRows::bytes)
        .description("bytes of those rows: points and outlines, packed")
        .tag("by", by)
        .register(registry);
  }

  private void writes(Promotion promotion, String outcome, ToDoubleFunction<Promotion> count) {
    FunctionCounter.builder("kiseki.history.writes", promotion, count)
        .description("runs whose points were written to Cassandra; failed ones are written again")
        .tag("outcome", outcome)
        .register(registry);
  }

  private void merges(Merging merging, String outcome, ToDoubleFunction<Merging> count) {
    FunctionCounter.builder("kiseki.history.merges", merging, count)
        .description(
            "runs some of whose small chunks were put together; failed ones are tried again")
        .tag("outcome", outcome)
        .register(registry);
  }

  private void removals(Cleaner cleaner, String outcome, ToDoubleFunction<Cleaner> count) {
    FunctionCounter.builder("kiseki.purge.removals", cleaner, count)
        .description(
            "purged runs whose history and artifacts were removed; failed ones are repeated")
        .tag("outcome", outcome)
        .register(registry);
  }

  private void records(String verdict, ToDoubleFunction<FoldCounters> count) {
    FunctionCounter.builder("kiseki.fold.records", counters, count)
        .description("records of run-events folded since start")
        .tag("verdict", verdict)
        .register(registry);
  }
}
