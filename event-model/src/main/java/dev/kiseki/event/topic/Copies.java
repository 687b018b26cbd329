package dev.kiseki.event.topic;

import java.util.OptionalInt;

/** How many copies of a record have to be written before it is acknowledged. */
public final class Copies {
  private Copies() {}

  /**
   * min.insync.replicas of a topic that is made with so many copies: one broker may be away and
   * nothing that was acknowledged is lost with another. Empty = the cluster's own.
   */
  public static OptionalInt least(int replicationFactor) {
    return replicationFactor >= 3 ? OptionalInt.of(replicationFactor - 1) : OptionalInt.empty();
  }
}
