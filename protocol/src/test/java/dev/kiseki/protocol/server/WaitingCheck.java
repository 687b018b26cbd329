package dev.kiseki.protocol.server;

import jakarta.inject.Singleton;
import java.util.Optional;

@Singleton
final class WaitingCheck implements ReadinessCheck {
  volatile boolean ready = true;

  @Override
  public String name() {
    return "catalog";
  }

  @Override
  public Optional<String> waitingFor() {
    return ready ? Optional.empty() : Optional.of("the log");
  }
}
