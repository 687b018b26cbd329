package dev.kiseki.protocol.server;

import java.util.Optional;

/**
 * Something a service needs before it can answer. Every bean of this type is asked by {@code
 * /health/ready}; an answer must come at once, from memory.
 */
public interface ReadinessCheck {
  /** Short and constant, for example {@code catalog}. */
  String name();

  /** What it waits for, in words for an operator; empty when there is nothing to wait for. */
  Optional<String> waitingFor();
}
