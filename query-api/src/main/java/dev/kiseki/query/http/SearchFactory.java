package dev.kiseki.query.http;

import dev.kiseki.query.gather.CatalogView;
import dev.kiseki.query.gather.ShardPlans;
import dev.kiseki.query.gather.ShardScanner;
import dev.kiseki.query.search.ExperimentSearch;
import dev.kiseki.query.search.ModelSearch;
import dev.kiseki.query.search.RegistrySearch;
import dev.kiseki.query.search.RunExplanation;
import dev.kiseki.query.search.RunSearch;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Makes the searches, which know no framework, into beans. */
@Factory
final class SearchFactory {
  @Singleton
  RunSearch runSearch(ShardScanner shards) {
    return new RunSearch(shards, Clock.systemUTC());
  }

  @Singleton
  ModelSearch modelSearch(ShardScanner shards) {
    return new ModelSearch(shards, Clock.systemUTC());
  }

  @Singleton
  RunExplanation runExplanation(ShardPlans shards) {
    return new RunExplanation(shards, Clock.systemUTC());
  }

  @Singleton
  ExperimentSearch experimentSearch(CatalogView catalog) {
    return new ExperimentSearch(catalog, Clock.systemUTC());
  }

  @Singleton
  RegistrySearch registrySearch(CatalogView catalog) {
    return new RegistrySearch(catalog);
  }
}
