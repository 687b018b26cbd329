package dev.kiseki.transport.shard;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.id.ExperimentId;
import dev.kiseki.store.scan.RunQuery;
import dev.kiseki.store.scan.RunQueryCodec;
import dev.kiseki.store.shard.proto.DatasetsRequest;
import dev.kiseki.store.shard.proto.ExplainReply;
import dev.kiseki.store.shard.proto.RunShardsGrpc;
import dev.kiseki.store.shard.proto.ScanRequest;
import dev.kiseki.transport.owner.Endpoint;
import dev.kiseki.transport.owner.OwnerDirectory;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/**
 * A query put to the owners of all partitions at once, and where one does not answer to whoever
 * keeps a copy.
 */
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
   * One for each owner; together they cover every partition exactly once.
   *
   * @param limit most rows of each stream
   * @throws TrackingException TEMPORARILY_UNAVAILABLE when a partition has no owner
   */
  public List<OwnerScan<RowBatches>> scan(RunQuery query, int limit) {
    ScanRequest request = request(query, limit).setStandby(true).build();
    return ask((endpoint, asked) -> open(endpoint, request, asked));
  }

  /**
   * Which data sets the runs of some experiments used: as a scan, but each owner answers once.
   *
   * @param limit most uses of each
   */
  public List<OwnerScan<DatasetUsesReply>> datasets(List<ExperimentId> experiments, int limit) {
    DatasetsRequest request =
        DatasetsRequest.newBuilder()
            .addAllExperimentIds(experiments.stream().map(ExperimentId::number).toList())
            .setLimit(limit)
            .setStandby(true)
            .build();
    return ask(
        (endpoint, asked) -> {
          DatasetUsesReply reply = new DatasetUsesReply();
          stub(endpoint).datasets(request.toBuilder().addAllPartitions(asked).build(), reply);
          return reply;
        });
  }

  private <A extends OwnerScan.Answer> List<OwnerScan<A>> ask(
      BiFunction<Endpoint, List<Integer>, A> open) {
    List<OwnerScan<A>> scans = new ArrayList<>();
    partitionsByOwner()
        .forEach(
            (owner, partitions) -> {
              OwnerScan<A> scan = new OwnerScan<>(open, this::whoMayAnswer);
              scan.begin(owner, partitions);
              scans.add(scan);
            });
    return scans;
  }

  private RowBatches open(Endpoint endpoint, ScanRequest request, List<Integer> partitions) {
    RowBatches rows = new RowBatches();
    stub(endpoint).scan(request.toBuilder().addAllPartitions(partitions).build(), rows);
    return rows;
  }

  /** The owner may have changed since the search began. */
  private List<Endpoint> whoMayAnswer(int partition) {
    List<Endpoint> candidates = new ArrayList<>();
    owners.ownerOf(partition).ifPresent(candidates::add);
    candidates.addAll(owners.standbysOf(partition));
    return candidates;
  }

  /**
   * The same search, answered by how it was done: one reply for each owner. No copy is asked.
   *
   * @return fails as a search does
   */
  public List<CompletionStage<ExplainReply>> explain(RunQuery query, int limit) {
    ScanRequest request = request(query, limit).build();
    List<CompletionStage<ExplainReply>> replies = new ArrayList<>();
    partitionsByOwner()
        .forEach(
            (owner, partitions) -> {
              ScanRequest asked = request.toBuilder().addAllPartitions(partitions).build();
              replies.add(
                  ShardClient.<ExplainReply>one(reply -> stub(owner).explain(asked, reply))
                      .exceptionally(
                          failure -> {
                            throw ShardClient.unavailable(failure);
                          }));
            });
    return replies;
  }

  private RunShardsGrpc.RunShardsStub stub(Endpoint owner) {
    return RunShardsGrpc.newStub(channels.to(owner))
        .withDeadlineAfter(limits.mostTime().toMillis() + GRACE_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Without partitions. */
  private ScanRequest.Builder request(RunQuery query, int limit) {
    ByteString encoded = UnsafeByteOperations.unsafeWrap(RunQueryCodec.encode(query));
    return ScanRequest.newBuilder()
        .setQuery(encoded)
        .setLimit(limit)
        .setMostDocuments(limits.mostRuns())
        .setMostBytes(limits.mostBytes())
        .setMostMillis(limits.mostTime().toMillis());
  }

  private Map<Endpoint, List<Integer>> partitionsByOwner() {
    int partitions = owners.requirePartitions();
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
