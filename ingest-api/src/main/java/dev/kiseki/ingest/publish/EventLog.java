package dev.kiseki.ingest.publish;

import dev.kiseki.event.catalog.CatalogEvent;
import dev.kiseki.event.run.RunEvent;
import dev.kiseki.transport.append.LogPosition;
import java.util.concurrent.CompletionStage;

/**
 * Where events become durable. Each append completes with the record's position, or fails with
 * TEMPORARILY_UNAVAILABLE when durability can't be had or told.
 */
interface EventLog {
  CompletionStage<LogPosition> append(RunEvent event);

  CompletionStage<LogPosition> append(CatalogEvent event);
}
