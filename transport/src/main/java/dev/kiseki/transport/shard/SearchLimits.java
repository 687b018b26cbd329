package dev.kiseki.transport.shard;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/**
 * What one search may cost at each processor, below {@code kiseki.search}. At its end the search
 * fails and says so; it never answers with fewer rows.
 *
 * @param mostRuns tested
 * @param mostBytes of runs read
 * @param mostTime spent
 */
@ConfigurationProperties("kiseki.search")
public record SearchLimits(
    @Bindable(defaultValue = "20000000") long mostRuns,
    @Bindable(defaultValue = "17179869184") long mostBytes,
    @Bindable(defaultValue = "30s") Duration mostTime) {

  public SearchLimits {
    if (mostRuns < 1 || mostBytes < 1 || mostTime.toMillis() < 1) {
      throw new IllegalArgumentException(
          "kiseki.search.most-runs, most-bytes and most-time must be above 0");
    }
  }
}
