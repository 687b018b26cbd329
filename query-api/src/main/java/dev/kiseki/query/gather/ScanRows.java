package dev.kiseki.query.gather;

import dev.kiseki.store.shard.PackedRun;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Rows taken batch by batch, so that no side holds more than a batch ahead. */
@FunctionalInterface
public interface ScanRows {
  /**
   * The next rows in order; an empty list at the end. Called again only after the stage before has
   * completed, perhaps on another thread.
   */
  CompletionStage<List<PackedRun>> next();
}
