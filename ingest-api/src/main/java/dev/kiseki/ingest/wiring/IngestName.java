package dev.kiseki.ingest.wiring;

import dev.kiseki.protocol.fault.ServiceName;
import jakarta.inject.Singleton;

/** For whoever sends here what another service answers. */
@Singleton
final class IngestName implements ServiceName {
  @Override
  public String name() {
    return "ingest-api";
  }
}
