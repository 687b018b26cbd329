package dev.kiseki.processor.serve;

import dev.kiseki.processor.search.BudgetExceededException;
import dev.kiseki.processor.search.PartitionSearch;
import dev.kiseki.processor.search.SearchBudget;
import dev.kiseki.processor.search.SearchWork;
import dev.kiseki.processor.search.TopRows;
import dev.kiseki.store.scan.RunQuery;
import dev.kiseki.store.scan.RunQueryCodec;
import dev.kiseki.store.scan.UnreadableQueryException;
import dev.kiseki.store.shard.proto.ExplainReply;
import dev.kiseki.store.shard.proto.ScanRequest;
import io.grpc.Status;
import java.time.Duration;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/** One search over some partitions. */
final class ShardScan {
  private final TopRows top;
  private final SearchWork work;

  /**
   * @param cancelled ends the search early, with status CANCELLED
   */
  ShardScan(ScanRequest request, BooleanSupplier cancelled) {
    if (request.getLimit() < 1) {
      throw Status.INVALID_ARGUMENT.withDescription("limit below 1").asRuntimeException();
    }
    this.top = new TopRows(query(request), request.getLimit());
    this.work = new SearchWork(cancelled, budget(request));
  }

  /** Searches partitions by number. */
  void run(Map<Integer, ServedPartitions.Runs> partitions) {
    try {
      partitions.forEach(
          (partition, runs) -> {
            work.reports().partition(partition);
            runs.read(found -> PartitionSearch.run(found, top, work));
          });
    } catch (CancellationException nobodyWaits) {
      throw Status.CANCELLED.withDescription(nobodyWaits.getMessage()).asRuntimeException();
    } catch (BudgetExceededException spent) {
      throw Status.OUT_OF_RANGE.withDescription(spent.getMessage()).asRuntimeException();
    }
  }

  /** The rows in order, each a RunReply in its bytes; once. */
  Deque<byte[]> rows() {
    try {
      return top.take();
    } catch (BudgetExceededException spent) {
      throw Status.OUT_OF_RANGE.withDescription(spent.getMessage()).asRuntimeException();
    }
  }

  ExplainReply explanation() {
    return ExplainReply.newBuilder()
        .addAllPlans(work.reports().all())
        .setRows(top.take().size())
        .build();
  }

  private static SearchBudget budget(ScanRequest request) {
    return new SearchBudget(
        orUnlimited(request.getMostDocuments()),
        orUnlimited(request.getMostBytes()),
        Duration.ofMillis(
            Math.min(orUnlimited(request.getMostMillis()), Duration.ofDays(1).toMillis())));
  }

  private static long orUnlimited(long most) {
    return most == 0 ? Long.MAX_VALUE : most;
  }

  private static RunQuery query(ScanRequest request) {
    try {
      return RunQueryCodec.decode(request.getQuery().toByteArray());
    } catch (UnreadableQueryException e) {
      throw Status.INVALID_ARGUMENT.withDescription(e.getMessage()).asRuntimeException();
    }
  }
}
