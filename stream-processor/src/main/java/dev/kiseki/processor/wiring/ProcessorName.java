package dev.kiseki.processor.wiring;

import dev.kiseki.protocol.fault.ServiceName;
import jakarta.inject.Singleton;

/** For whoever sends here what another service answers. */
@Singleton
final class ProcessorName implements ServiceName {
  @Override
  public String name() {
    return "stream-processor";
  }
}
