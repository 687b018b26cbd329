package dev.kiseki.query.gather;

import dev.kiseki.store.scan.RunQuery;
import dev.kiseki.store.shard.proto.PlanReport;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Asks the owners of all partitions how they search. */
public interface ShardPlans {
  /**
   * What each owner planned and read for the first rows of a query, by partition. Fails with
   * TEMPORARILY_UNAVAILABLE when an owner is away.
   */
  CompletionStage<List<PlanReport>> explain(RunQuery query, int limit);
}
