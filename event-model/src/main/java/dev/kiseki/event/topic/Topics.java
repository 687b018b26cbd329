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
 *
 * <p>The number of partitions of a topic is fixed, for a run stays in its partition. More of them
 * are another generation of run events, copied from the one before; what is made of run events goes
 * with it and has its number in its name, from the second on.
 */
public record Topics(String prefix, int generation) {
  public static final Topics DEFAULT = new Topics("kiseki", 1);

  public Topics {
    if (generation < 1) {
      throw new IllegalArgumentException("generations are numbered from 1, not " + generation);
    }
  }

  public String runEvents() {
    return ofGeneration(prefix + ".run-events", '-');
  }

  /** Name of something that is made of run events, and so anew for each generation of them. */
  public String ofGeneration(String name, char separator) {
    return generation == 1 ? name : name + separator + generation;
  }

  /** Those of another generation. */
  public Topics inGeneration(int other) {
    return new Topics(prefix, other);
  }

  public String catalogEvents() {
    return prefix + ".catalog-events";
  }

  public String catalogSnapshots() {
    return prefix + ".catalog-snapshots";
  }

  public String shardOwners() {
    return ofGeneration(prefix + ".shard-owners", '-');
  }

  public String shardStandbys() {
    return ofGeneration(prefix + ".shard-standbys", '-');
  }

  public String artifactLedger() {
    return prefix + ".artifact-ledger";
  }
}
