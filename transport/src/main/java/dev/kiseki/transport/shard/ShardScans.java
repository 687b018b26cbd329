package dev.kiseki.transport.shard;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.store.scan.RunQuery;
import dev.kiseki.store.scan.RunQueryCodec;
import dev.kiseki.store.shard.proto.RunShardsGrpc;
import dev.kiseki.store.shard.proto.ScanRequest;
import dev.kiseki.transport.owner.Endpoint;
import dev.kiseki.transport.owner.OwnerDirectory;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A query put to the owners of all partitions at once. */
@Singleton
public final class ShardScans {
  private static final long DEADLINE_SECONDS = 60;

  private final OwnerDirectory owners;
  private final ShardChannels channels;

  public ShardScans(OwnerDirectory owners, ShardChannels channels) {
    this.owners = owners;
    this.channels = channels;
  }

  /**
   * One stream for each owner; together they cover every partition exactly once.
   *
   * @param limit most rows of each owner
   * @throws TrackingException TEMPORARILY_UNAVAILABLE when a partition has no owner
   */
  public List<RowBatches> scan(RunQuery query, int limit) {
    ByteString encoded = UnsafeByteOperations.unsafeWrap(RunQueryCodec.encode(query));
    List<RowBatches> scans = new ArrayList<>();
    partitionsByOwner()
        .forEach(
            (owner, partitions) -> {
              RowBatches rows = new RowBatches();
              RunShardsGrpc.newStub(channels.to(owner))
                  .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                  .scan(
                      ScanRequest.newBuilder()
                          .addAllPartitions(partitions)
                          .setQuery(encoded)
                          .setLimit(limit)
                          .build(),
                      rows);
              scans.add(rows);
            });
    return scans;
  }

  private Map<Endpoint, List<Integer>> partitionsByOwner() {
    int partitions = owners.partitions();
    if (partitions == 0) {
      throw TrackingException.unavailable(
          "The event log was not reachable yet. Repeat the request.");
    }
    Map<Endpoint, List<Integer>> byOwner =
        new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
    for (int partition = 0; partition < partitions; partition++) {
      byOwner
          .computeIfAbsent(owners.requireOwner(partition), owner -> new ArrayList<>())
          .add(partition);
    }
    return byOwner;
  }
}
