package dev.kiseki.query.wiring;

import dev.kiseki.query.gather.ScanRows;
import dev.kiseki.query.gather.ShardScanner;
import dev.kiseki.store.scan.RunQuery;
import dev.kiseki.store.shard.PackedRun;
import dev.kiseki.transport.shard.RowBatches;
import dev.kiseki.transport.shard.ShardScans;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Scans over gRPC. */
@Singleton
final class OwnersScanner implements ShardScanner {
  private final ShardScans scans;

  OwnersScanner(ShardScans scans) {
    this.scans = scans;
  }

  @Override
  public List<CompletionStage<ScanRows>> scan(RunQuery query, int limit) {
    List<CompletionStage<ScanRows>> owners = new ArrayList<>();
    for (RowBatches rows : scans.scan(query, limit)) {
      owners.add(CompletableFuture.completedStage(new Rows(rows)));
    }
    return owners;
  }

  private record Rows(RowBatches batches) implements ScanRows {
    @Override
    public CompletionStage<List<PackedRun>> next() {
      return batches.next();
    }

    @Override
    public void cancel() {
      batches.cancel();
    }
  }
}
