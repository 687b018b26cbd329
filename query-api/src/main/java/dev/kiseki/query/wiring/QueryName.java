package dev.kiseki.query.wiring;

import dev.kiseki.protocol.fault.ServiceName;
import jakarta.inject.Singleton;

/** For whoever sends here what another service answers. */
@Singleton
final class QueryName implements ServiceName {
  @Override
  public String name() {
    return "query-api";
  }
}
