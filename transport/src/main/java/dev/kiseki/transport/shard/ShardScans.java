package dev.kiseki.transport.shard;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.store.scan.RunQuery;
import dev.kiseki.store.scan.RunQueryCodec;
import dev.kiseki.store.shard.proto.ExplainReply;
import dev.kiseki.store.shard.proto.RunShardsGrpc;
import dev.kiseki.store.shard.proto.ScanRequest;
import dev.kiseki.transport.owner.Endpoint;
import dev.kiseki.transport.owner.OwnerDirectory;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** A query put to the owners of all partitions at once. */
@Singleton
public final class ShardScans {
  /** Beyond the time that the search itself may take. */
  private static final long GRACE_MILLIS = 10_000;

  private final OwnerDirectory owners;
  private final ShardChannels channels;
  private final SearchLimits limits;

  public ShardScans(OwnerDirectory owners, ShardChannels channels, SearchLimits limits) {
    this.owners = owners;
    this.channels = channels;
    this.limits = limits;
  }

  /**
   * One stream for each owner; together they cover every partition exactly once.
   *
   * @param limit most rows of each owner
   * @throws TrackingException TEMPORARILY_UNAVAILABLE when a partition has no owner
   */
  public List<RowBatches> scan(RunQuery query, int limit) {
    List<RowBatches> scans = new ArrayList<>();
    requests(query, limit)
        .forEach(
            (owner, request) -> {
              RowBatches rows = new RowBatches();
              stub(owner).scan(request, rows);
              scans.add(rows);
            });
    return scans;
  }

  /**
   * The same search, answered by how it was done: one reply for each owner.
   *
   * @return fails as a search does
   */
  public List<CompletionStage<ExplainReply>> explain(RunQuery query, int limit) {
    List<CompletionStage<ExplainReply>> replies = new ArrayList<>();
    requests(query, limit)
        .forEach(
            (owner, request) ->
                replies.add(
                    ShardClient.<ExplainReply>one(reply -> stub(owner).explain(request, reply))
                        .exceptionally(
                            failure -> {
                              throw ShardClient.unavailable(failure);
                            })));
    return replies;
  }

  private RunShardsGrpc.RunShardsStub stub(Endpoint owner) {
    return RunShardsGrpc.newStub(channels.to(owner))
        .withDeadlineAfter(limits.mostTime().toMillis() + GRACE_MILLIS, TimeUnit.MILLISECONDS);
  }

  private Map<Endpoint, ScanRequest> requests(RunQuery query, int limit) {
    ByteString encoded = UnsafeByteOperations.unsafeWrap(RunQueryCodec.encode(query));
    Map<Endpoint, ScanRequest> requests = new LinkedHashMap<>();
    partitionsByOwner()
        .forEach(
            (owner, partitions) ->
                requests.put(
                    owner,
                    ScanRequest.newBuilder()
                        .addAllPartitions(partitions)
                        .setQuery(encoded)
                        .setLimit(limit)
                        .setMostDocuments(limits.mostRuns())
                        .setMostBytes(limits.mostBytes())
                        .setMostMillis(limits.mostTime().toMillis())
                        .build()));
    return requests;
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
