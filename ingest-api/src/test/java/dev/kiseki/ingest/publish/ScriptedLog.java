package dev.kiseki.ingest.publish;

import dev.kiseki.event.catalog.CatalogEvent;
import dev.kiseki.event.fault.TrackingException;
import dev.kiseki.event.run.RunEvent;
import dev.kiseki.transport.append.LogPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A log that keeps what it is given in one partition, or is away. */
final class ScriptedLog implements EventLog {
  static final int PARTITION = 3;

  final List<Object> records = new ArrayList<>();
  boolean away;

  @Override
  public CompletionStage<LogPosition> append(RunEvent event) {
    return keep(event);
  }

  @Override
  public CompletionStage<LogPosition> append(CatalogEvent event) {
    return keep(event);
  }

  private CompletionStage<LogPosition> keep(Object event) {
    if (away) {
      return CompletableFuture.failedStage(TrackingException.unavailable("Kafka is away."));
    }
    records.add(event);
    return CompletableFuture.completedStage(new LogPosition(PARTITION, records.size() - 1));
  }
}
