package dev.kiseki.event.topic;

/**
 * Names of the topics, all below one prefix so that several installations can share a cluster.
 *
 * <ul>
 *   <li>run events: P partitions by run id, kept for ever; the truth about runs
 *   <li>catalog events: one partition, kept for ever; the truth about experiments
 *   <li>catalog snapshots: compacted; lets a service start without reading years of catalog events
 *   <li>shard owners: compacted, key = partition number; where each partition is served
 *   <li>shard standbys: compacted, key = partition number and endpoint; where each is copied
 *   <li>artifact ledger: compacted, one partition, key = object; what lies in the artifact storage
 * </ul>
 */
public record Topics(String prefix) {
  public static final Topics DEFAULT = new Topics("kiseki");

  public String runEvents() {
    return prefix + ".run-events";
  }

  public String catalogEvents() {
    return prefix + ".catalog-events";
  }

  public String catalogSnapshots() {
    return prefix + ".catalog-snapshots";
  }

  public String shardOwners() {
    return prefix + ".shard-owners";
  }

  public String shardStandbys() {
    return prefix + ".shard-standbys";
  }

  public String artifactLedger() {
    return prefix + ".artifact-ledger";
  }
}
