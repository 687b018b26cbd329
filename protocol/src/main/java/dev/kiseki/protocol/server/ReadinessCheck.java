package dev.kiseki.protocol.server;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * Something a service needs before it can answer. Every bean of this type is asked by {@code
 * /health/ready}; an answer must come at once, from memory.
 */
public interface ReadinessCheck {
  /** Short and constant, for example {@code catalog}. */
  String name();

  /** What it waits for, in words for an operator; empty when there is nothing to wait for. */
  Optional<String> waitingFor();

  /** A check that asks {@code waitingFor}. */
  static ReadinessCheck of(String name, Supplier<Optional<String>> waitingFor) {
    return new ReadinessCheck() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Optional<String> waitingFor() {
        return waitingFor.get();
      }
    };
  }
}
