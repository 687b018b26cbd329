package dev.kiseki.processor.serve;

import dev.kiseki.processor.local.RunStateReader;
import dev.kiseki.processor.search.PartitionSearch;
import dev.kiseki.processor.search.SearchWork;
import dev.kiseki.processor.search.TopRows;
import dev.kiseki.store.scan.RunQuery;
import dev.kiseki.store.scan.RunQueryCodec;
import dev.kiseki.store.scan.UnreadableQueryException;
import dev.kiseki.store.shard.proto.ScanRequest;
import io.grpc.Status;
import java.util.Collection;
import java.util.Deque;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/** The first rows of a query over some partitions. */
final class ShardScan {
  private ShardScan() {}

  /**
   * The rows in order, each a RunReply in its bytes.
   *
   * @param cancelled ends the search early, with status CANCELLED
   */
  static Deque<byte[]> rows(
      ScanRequest request, Collection<RunStateReader> readers, BooleanSupplier cancelled) {
    if (request.getLimit() < 1) {
      throw Status.INVALID_ARGUMENT.withDescription("limit below 1").asRuntimeException();
    }
    TopRows top = new TopRows(query(request), request.getLimit());
    SearchWork work = new SearchWork(cancelled);
    try {
      for (RunStateReader reader : readers) {
        PartitionSearch.run(reader, top, work);
      }
    } catch (CancellationException nobodyWaits) {
      throw Status.CANCELLED.withDescription(nobodyWaits.getMessage()).asRuntimeException();
    }
    return top.take();
  }

  private static RunQuery query(ScanRequest request) {
    try {
      return RunQueryCodec.decode(request.getQuery().toByteArray());
    } catch (UnreadableQueryException e) {
      throw Status.INVALID_ARGUMENT.withDescription(e.getMessage()).asRuntimeException();
    }
  }
}
