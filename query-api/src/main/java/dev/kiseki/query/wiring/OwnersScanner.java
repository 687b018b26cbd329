package dev.kiseki.query.wiring;

import dev.kiseki.query.gather.ScanRows;
import dev.kiseki.query.gather.ShardRows;
import dev.kiseki.query.gather.ShardScanner;
import dev.kiseki.store.scan.RunQuery;
import dev.kiseki.transport.shard.OwnerScan;
import dev.kiseki.transport.shard.RowBatches;
import dev.kiseki.transport.shard.ShardScans;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Scans over gRPC. */
@Singleton
final class OwnersScanner implements ShardScanner {
  private final ShardScans scans;

  OwnersScanner(ShardScans scans) {
    this.scans = scans;
  }

  @Override
  public List<ShardRows> scan(RunQuery query, int limit) {
    List<ShardRows> owners = new ArrayList<>();
    for (OwnerScan<RowBatches> owner : scans.scan(query, limit)) {
      owners.add(new Rows(owner));
    }
    return owners;
  }

  private record Rows(OwnerScan<RowBatches> owner) implements ShardRows {
    @Override
    public CompletionStage<List<ScanRows>> streams() {
      return owner
          .streams()
          .thenApply(streams -> streams.stream().<ScanRows>map(rows -> rows::next).toList());
    }

    @Override
    public void cancel() {
      owner.cancel();
    }
  }
}
