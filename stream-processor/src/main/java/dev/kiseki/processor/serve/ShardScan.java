package dev.kiseki.processor.serve;

import dev.kiseki.processor.local.RunStateReader;
import dev.kiseki.store.document.RunView;
import dev.kiseki.store.scan.RunOrder;
import dev.kiseki.store.scan.RunQuery;
import dev.kiseki.store.scan.RunQueryCodec;
import dev.kiseki.store.scan.SortKey;
import dev.kiseki.store.scan.UnreadableQueryException;
import dev.kiseki.store.shard.RunReplies;
import dev.kiseki.store.shard.proto.ScanRequest;
import io.grpc.Status;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;

/**
 * The first rows of a query over some partitions. Reads every run there; keeps the first {@code
 * limit}, packed, as they were when they matched: read again later, a changed run might stand where
 * neither the filter nor the order puts it.
 */
final class ShardScan {
  private final RunQuery query;
  private final RunOrder order;
  private final int limit;
  private final PriorityQueue<Row> lastFirst;

  private record Row(SortKey key, byte[] reply) {}

  private ShardScan(RunQuery query, int limit) {
    this.query = query;
    this.order = RunOrder.of(query.order());
    this.limit = limit;
    this.lastFirst =
        new PriorityQueue<>(Comparator.comparing(Row::key, order.comparator()).reversed());
  }

  /**
   * The rows in order, each a RunReply in its bytes.
   *
   * @param cancelled ends the scan early; what is returned then is for nobody
   */
  static Deque<byte[]> rows(
      ScanRequest request, Collection<RunStateReader> readers, BooleanSupplier cancelled) {
    if (request.getLimit() < 1) {
      throw Status.INVALID_ARGUMENT.withDescription("limit below 1").asRuntimeException();
    }
    ShardScan scan = new ShardScan(query(request), request.getLimit());
    for (RunStateReader reader : readers) {
      reader.everyRun(
          view -> {
            scan.offer(view);
            return !cancelled.getAsBoolean();
          });
    }
    Deque<byte[]> rows = new ArrayDeque<>(scan.lastFirst.size());
    while (!scan.lastFirst.isEmpty()) {
      rows.addFirst(scan.lastFirst.poll().reply());
    }
    return rows;
  }

  private static RunQuery query(ScanRequest request) {
    try {
      return RunQueryCodec.decode(request.getQuery().toByteArray());
    } catch (UnreadableQueryException e) {
      throw Status.INVALID_ARGUMENT.withDescription(e.getMessage()).asRuntimeException();
    }
  }

  private void offer(RunView view) {
    if (!query.matches(view)) {
      return;
    }
    SortKey key = order.keyOf(view.run());
    if (query.after().isPresent() && order.comparator().compare(key, query.after().get()) <= 0) {
      return;
    }
    if (lastFirst.size() == limit) {
      if (order.comparator().compare(key, lastFirst.peek().key()) >= 0) {
        return;
      }
      lastFirst.poll();
    }
    lastFirst.add(new Row(key, RunReplies.toProto(view).toByteArray()));
  }
}
